// What somebody who watches both links of proxies believes of each forward that leaves one: which client sent it.
// They know the design and how a proxy delays; what may have left at a time is as likely to have left as all else that may.
import type { Design } from '../../model/design.ts';
import type { Crossing } from './crossings.ts';
import { type MixingPool, mixingPool } from './mixing-pool.ts';
import type { Belief } from './posteriors.ts';

/** A forward that left, and the belief about it. */
export interface Believed extends Belief {
  readonly crossing: Crossing;
}

/** Forwards in one proxy: those that may leave, and those that have to wait for the end of a period or of a batch. */
interface Held {
  readonly pool: MixingPool;
  readonly waiting: { readonly at: number; readonly client: number }[];
}

/** Beliefs about all that leaves, in order of time; `travelMillis` is how long a forward takes from its client to the proxy. */
export function senderBeliefs(
  crossings: readonly Crossing[],
  clients: readonly string[],
  design: Design,
  travelMillis: number,
): readonly Believed[] {
  const proxies = new Map<string, Held>();
  const arrived = crossings
    .map((one) => ({ ...one, at: one.way === 'in' ? one.at + travelMillis : one.at }))
    .sort((a, b) => a.at - b.at);
  const believed = arrived.flatMap((crossing): Believed[] => {
    const client = clients.indexOf(crossing.client);
    const held = proxies.get(crossing.proxy) ?? { pool: mixingPool(clients.length), waiting: [] };
    proxies.set(crossing.proxy, held);
    if (crossing.way === 'in') {
      held.waiting.push({ at: crossing.at, client });
      return [];
    }
    admit(held, crossing.at, design, clients.length);
    return [{ crossing, posterior: left(held.pool, clients.length), truth: client }];
  });
  return design.session === 'one per client' ? togetherInSessions(believed) : believed;
}

/** Lets in what may leave at this time. */
function admit({ pool, waiting }: Held, at: number, { delay, delayMillis, batch }: Design, clients: number): void {
  const periodEnd = Math.floor(at / delayMillis) * delayMillis;
  const beforeEnd = waiting.findLastIndex((one) => one.at < periodEnd) + 1;
  // Without a delay they leave as they came, one by one.
  const most = {
    none: pool.size === 0 ? 1 : 0,
    exponential: waiting.length,
    timed: beforeEnd,
    pool: beforeEnd,
    threshold: Math.floor(waiting.length / batch) * batch,
  }[delay];
  // Where clocks and links differ by a little from what is assumed, something leaves that should not be there.
  for (const { client } of waiting.splice(0, pool.size === 0 ? Math.max(1, most) : most)) {
    const own = new Float64Array(clients);
    own[client] = 1;
    pool.enter(own);
  }
}

/** One leaves, and whose it is is believed by what was inside; nobody is likelier where nothing was. */
function left(pool: MixingPool, clients: number): readonly number[] {
  const mass = new Float64Array(clients).fill(1 / clients);
  if (pool.size > 0) pool.leave(mass);
  return [...mass];
}

/** What is certain otherwise is never quite: a belief of 0 would outlive any evidence. */
const LEAST = 1e-6;

/** All that leaves on one session is of one client: what is believed of each forward speaks for all. */
function togetherInSessions(believed: readonly Believed[]): readonly Believed[] {
  const sums = new Map<number, number[]>();
  for (const { crossing, posterior } of believed) {
    const sum = sums.get(crossing.session) ?? posterior.map(() => 0);
    sums.set(
      crossing.session,
      sum.map((one, client) => one + Math.log(Math.max(LEAST, posterior[client] as number))),
    );
  }
  const shared = new Map([...sums].map(([session, sum]) => [session, normalised(sum)]));
  return believed.map((one) => ({ ...one, posterior: shared.get(one.crossing.session) as readonly number[] }));
}

function normalised(logarithms: readonly number[]): readonly number[] {
  const most = Math.max(...logarithms);
  const weights = logarithms.map((one) => Math.exp(one - most));
  const all = weights.reduce((sum, one) => sum + one, 0);
  return weights.map((one) => one / all);
}
