// What somebody who watches both links of proxies believes of each forward that leaves one: which client sent it.
// They know the design and how a proxy delays; what may have left at a time is as likely to have left as all else that may.
import type { Design } from '../../model/design.ts';
import type { Crossing } from './crossings.ts';
import type { Belief } from './posteriors.ts';

/** A forward that left, and the belief about it. */
export interface Believed extends Belief {
  readonly crossing: Crossing;
}

/** Forwards in one proxy: those that may leave, as a mass for each client, and those that have to wait for the end of a period or a batch. */
interface Pool {
  readonly mass: Float64Array;
  count: number;
  waiting: { readonly at: number; readonly client: number }[];
}

/** Beliefs about all that leaves, in order of time; `travelMillis` is how long a forward takes from its client to the proxy. */
export function senderBeliefs(
  crossings: readonly Crossing[],
  clients: readonly string[],
  design: Design,
  travelMillis: number,
): readonly Believed[] {
  const pools = new Map<string, Pool>();
  const arrived = crossings
    .map((one) => ({ ...one, at: one.way === 'in' ? one.at + travelMillis : one.at }))
    .sort((a, b) => a.at - b.at);
  const believed = arrived.flatMap((crossing): Believed[] => {
    const client = clients.indexOf(crossing.client);
    const pool = pools.get(crossing.proxy) ?? { mass: new Float64Array(clients.length), count: 0, waiting: [] };
    pools.set(crossing.proxy, pool);
    if (crossing.way === 'in') {
      pool.waiting.push({ at: crossing.at, client });
      return [];
    }
    admit(pool, crossing.at, design);
    return [{ crossing, posterior: left(pool), truth: client }];
  });
  return design.session === 'one per client' ? togetherInSessions(believed) : believed;
}

/** Lets in what may leave at this time. */
function admit(pool: Pool, at: number, { delay, delayMillis, batch }: Design): void {
  const { waiting } = pool;
  // Without a delay they leave as they came, one by one.
  const most = {
    none: pool.count === 0 ? 1 : 0,
    exponential: waiting.length,
    timed: waiting.findLastIndex((one) => one.at < Math.floor(at / delayMillis) * delayMillis) + 1,
    pool: waiting.findLastIndex((one) => one.at < Math.floor(at / delayMillis) * delayMillis) + 1,
    threshold: Math.floor(waiting.length / batch) * batch,
  }[delay];
  // Where clocks and links differ by a little from what is assumed, something leaves that should not be there.
  const some = pool.count === 0 ? Math.max(1, most) : most;
  for (const { client } of waiting.splice(0, some)) {
    pool.mass[client] = (pool.mass[client] as number) + 1;
    pool.count++;
  }
}

/** One leaves, and takes of each client its share of all that may have left. */
function left(pool: Pool): readonly number[] {
  if (pool.count === 0) return Array.from(pool.mass, () => 1 / pool.mass.length);
  const posterior = Array.from(pool.mass, (mass) => mass / pool.count);
  for (const [client, share] of posterior.entries()) pool.mass[client] = (pool.mass[client] as number) - share;
  pool.count--;
  return posterior;
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
