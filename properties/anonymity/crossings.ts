// What crosses proxies: each forward as it comes in and as it goes out, with the client whose it is in truth.
// Which packets are forwards is granted to an observer of the links: the proxy's replies tell it soon enough.
import { hex } from '../../model/octets.ts';
import type { Trace } from '../../sim/trace.ts';
import { type Message, messageIn } from '../games/messages.ts';
import { observers, view } from '../observer.ts';
import { truthOf } from '../truth.ts';

/** A forward that enters or leaves a proxy. */
export interface Crossing {
  readonly at: number;
  readonly way: 'in' | 'out';
  readonly proxy: string;
  readonly client: string;
  /** The relay that it goes to; of one that comes in it is not known. */
  readonly relay: string | undefined;
  readonly session: number;
  /** Whether its client sent it to cover the others. */
  readonly covers: boolean;
}

/** All forwards of a run, in order of time; one that leaves several times is there each time. */
export function crossings(trace: Trace): readonly Crossing[] {
  return observers('the proxy', trace.scenario)
    .flatMap((observer) => {
      const [proxy] = [...observer.owns] as [string];
      const read = view(observer, trace).flatMap((one): { readonly message: Message; readonly covers: boolean }[] => {
        const message = messageIn(observer, trace, one);
        if (message?.command.kind !== 'forward' || one.kind !== 'packet' || one.block === undefined) return [];
        return [{ message, covers: truthOf(trace, one.block).queue === undefined }];
      });
      const senders = new Map<string, string>();
      return read.flatMap(({ message, covers }): Crossing[] => {
        const { at, from, to, session, command } = message;
        // What client and relay share passes the proxy as it is: it tells which went in as which.
        const name = 'encryptedBlock' in command ? hex(command.encryptedBlock) : '';
        if (to === proxy) senders.set(name, from);
        const client = senders.get(name);
        if (client === undefined) return [];
        const shared = { at, proxy, client, session, covers };
        return [to === proxy ? { ...shared, way: 'in', relay: undefined } : { ...shared, way: 'out', relay: to }];
      });
    })
    .sort((a, b) => a.at - b.at);
}
