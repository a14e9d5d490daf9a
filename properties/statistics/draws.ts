// Draws of common laws from one named stream, for samplers that draw often; times in the unit of their mean.
import type { Random } from '../../sim/random.ts';

/** A whole number from 0 to count, count excluded. */
export const whole = (stream: Random, count: number): number => Math.floor(stream.next() * count);

/** Exponential, by inversion. */
export const exponential = (stream: Random, mean: number): number => -mean * Math.log(1 - stream.next());

/** The sum of `stages` exponential times of this mean each. */
export function erlang(stream: Random, stages: number, mean: number): number {
  let sum = 0;
  for (let i = 0; i < stages; i++) sum += exponential(stream, mean);
  return sum;
}

/** Standard normal, by Box and Muller; of each pair one is used. */
export const normal = (stream: Random): number =>
  Math.sqrt(-2 * Math.log(1 - stream.next())) * Math.cos(2 * Math.PI * stream.next());

/** A Poisson number, by counting arrivals: as long as the number itself. */
export function poisson(stream: Random, mean: number): number {
  let count = 0;
  for (let at = exponential(stream, 1); at < mean; at += exponential(stream, 1)) count++;
  return count;
}

/** The times of a Poisson process of this rate, ascending, from 0 to `duration`. */
export function arrivals(stream: Random, rate: number, duration: number): number[] {
  const times: number[] = [];
  for (let at = exponential(stream, 1 / rate); at < duration; at += exponential(stream, 1 / rate)) times.push(at);
  return times;
}

/** The first number whose cumulated probability is above a draw from 0 to 1; the last one if none is, as sums fall short of 1. */
export function inverted(cumulated: ArrayLike<number>, draw: number): number {
  let [low, high] = [0, cumulated.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulated[middle] as number) > draw) high = middle;
    else low = middle + 1;
  }
  return low;
}
