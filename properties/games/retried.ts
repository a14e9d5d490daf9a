// Two forwards are lost on their way to the relay and sent again: the challenger shows both first tries, and one of the
// second ones, and asks whose it is (A10).
import { decode, Malformed } from '../../model/codec.ts';
import { wireOf } from '../../model/grammar.ts';
import { hex, type Octets } from '../../model/octets.ts';
import type { Random } from '../../sim/random.ts';
import type { Scenario } from '../../sim/scenario.ts';
import type { Trace } from '../../sim/trace.ts';
import { PROXY, queue, RELAYS, recipient, type Server, sender } from '../traffic.ts';
import { carried } from '../truth.ts';
import type { Game, Match, Toss, World } from './game.ts';
import { messageIn } from './messages.ts';

const LOSSES = 8;
const START_MILLIS = 10_000;
/** Long enough for the silence to be noticed and the second try to be made. */
const LOSS_MILLIS = 120_000;

const [relay] = RELAYS as readonly [Server];
const [alice, carol, bob] = [sender(0), sender(1), recipient(0)];

export const retried: World<'whose second try'> = {
  make(toss: Toss, chance: Random): Match<'whose second try'> {
    const starts = Array.from({ length: LOSSES }, (_, i) => START_MILLIS + i * LOSS_MILLIS);
    const orders: Scenario['orders'] = starts.flatMap((from, i) =>
      [alice, carol].map(({ name }) => ({
        atMillis: from + 100 + Math.floor(1_000 * chance.next()),
        queue: `of ${name}`,
        text: `message ${i}`,
      })),
    );
    const scenario: Scenario = {
      name: 'two forwards lost',
      servers: [PROXY, relay],
      clients: [alice, carol, bob],
      queues: [alice, carol].map(({ name }) => queue(`of ${name}`, relay.name, name, bob.name, { secured: false })),
      orders,
      latencyMillis: 20,
      jitterMillis: 2,
      faults: starts.map((atMillis) => ({ kind: 'half-open', between: [PROXY.name, relay.name], atMillis })),
      untilMillis: START_MILLIS + LOSSES * LOSS_MILLIS,
    };
    return { scenario, games: (trace) => ({ 'whose second try': gamesOf(trace, starts, toss) }) };
  },
};

interface Try {
  readonly block: Octets;
  /** Ground truth: what is forwarded, the same in each try. */
  readonly forward: string;
}

/** Of each loss that was made good: two forwards with two tries each. */
function gamesOf(trace: Trace, starts: readonly number[], toss: Toss): readonly Game[] {
  const judge = { name: 'the challenger', owns: new Set([PROXY.name]), taps: 'nothing', link: 'both' } as const;
  const wire = wireOf(trace.design);
  const tries = carried(trace).flatMap((event): (Try & { readonly at: number })[] => {
    if (event.from !== PROXY.name || event.to !== relay.name) return [];
    const { at, session, from, to, block } = event;
    if (!(decode(wire.clientHello, block) instanceof Malformed)) return [];
    const read = messageIn(judge, trace, { kind: 'packet', at, session, from, to, wireOctets: 0, block });
    return read?.command.kind === 'forward' ? [{ at, block, forward: hex(read.command.encryptedBlock) }] : [];
  });
  return starts.flatMap((from, i): Game[] => {
    const to = from + LOSS_MILLIS;
    const its = tries.filter(({ at }) => at >= from && at < to);
    const firsts = its.filter(({ forward }, j) => its.findIndex((one) => one.forward === forward) === j);
    const seconds = firsts.map(({ forward }) => its.filter((one) => one.forward === forward)[1]);
    const [one, two] = seconds;
    if (firsts.length !== 2 || one === undefined || two === undefined) return [];
    const coin = toss('whose second try', i);
    const shown = [...firsts.map(({ block }) => block), (coin === 0 ? one : two).block];
    return [{ asked: { from, to: from, about: [] }, coin, shown }];
  });
}
