// A6b, flow likelihood (Danezis 2004, continuous-time mixes): which of two links carries a known flow after the mix.
import type { Density } from './matching.ts';

export interface KnownFlow {
  /** When its packets went in, ascending. */
  readonly sent: readonly number[];
  /** Packets of it in a unit of time. */
  readonly rate: number;
  readonly delay: Density;
  /** Delay beyond which the density no longer counts. */
  readonly reach: number;
  /** All was watched from time 0 to this. */
  readonly duration: number;
}
export interface Link {
  /** When packets came out on it, ascending. */
  readonly times: readonly number[];
  /** Packets of it in a unit of time, at least those of the flow. */
  readonly rate: number;
}

/**
 * Log-likelihood that the flow is on the first link and not on the second: above 0 it speaks for the first.
 * sum ln C(X_i) - sum ln C(Y_j) + (m - n) ln u, with C the law of times on a link that carries the flow among evenly
 * spread noise, C = (lf (d*f) + (l - lf) u) / l, and u = 1/duration.
 */
export const flowLogLikelihoodRatio = (flow: KnownFlow, first: Link, second: Link): number =>
  carrying(flow, first) - carrying(flow, second);

/** How much likelier the times of a link are if it carries the flow than if it carries evenly spread noise alone. */
function carrying({ sent, rate, delay, reach, duration }: KnownFlow, link: Link): number {
  const share = rate / link.rate;
  const even = 1 / duration;
  let sum = 0;
  let oldest = 0;
  for (const time of link.times) {
    while (oldest < sent.length && (sent[oldest] as number) < time - reach) oldest++;
    let density = 0;
    for (let i = oldest; i < sent.length && (sent[i] as number) <= time; i++)
      density += delay(time - (sent[i] as number));
    sum += Math.log((share * density) / sent.length + (1 - share) * even) - Math.log(even);
  }
  return sum;
}
