// Questions of claims that are not about an amount: who sees the device, who can read what, whether messages arrive at all.
import { type Found, known, type SeedsOf } from './claim-rules.ts';
import type { OptionSeed } from './options.ts';
import { choiceOf, type Option } from './options-traffic.ts';

export const HOST = 'hosted account';

/** Whether a party sees the address of the device, in any seed. */
function seesDevice(seeds: SeedsOf, option: Option, who: string): boolean {
  return seeds(option).some(({ sights }) => sights.some((one) => one.who === who && one.device));
}
export function sight(seeds: SeedsOf, option: Option, who: string): string {
  const its = seeds(option).flatMap(({ sights }) => sights.filter((one) => one.who === who));
  const all = [...new Set(its.flatMap(({ addresses }) => addresses))].sort();
  return `${option}: ${who} sees the IP addresses of ${all.join(', ') || 'nobody'}`;
}
export const hides = (seeds: SeedsOf, option: Option, who: string): Found =>
  known(`${who} does not see the device under “${option}”`, !seesDevice(seeds, option, who), sight(seeds, option, who));
export const shows = (seeds: SeedsOf, option: Option, who: string): Found =>
  known(`${who} sees the device under “${option}”`, seesDevice(seeds, option, who), sight(seeds, option, who));

export const PEERS = ['a contact’s relay', 'the network at a contact’s relay', 'a contact'] as const;

export const delivers = (seeds: SeedsOf, option: Option): Found => {
  const all = seeds(option).map(({ quiet }) => quiet.ratio);
  return known(
    `every message arrives under “${option}” (quiet)`,
    all.length > 0 && all.every((one) => one === 1),
    `delivered, quiet: ${option} ${all.length === 0 ? 'not run' : `${100 * Math.min(...all)}% in the worst of ${all.length} seeds`}`,
  );
};

/** Whether clients and servers of an option are those of another, decision by decision. */
export const alike = (one: Option, other: Option): Found => {
  const same = JSON.stringify(choiceOf(one).design) === JSON.stringify(choiceOf(other).design);
  return known(
    `“${one}” has the clients and servers of “${other}”`,
    same,
    `the decisions of “${one}” and “${other}” are ${same ? 'the same' : 'not the same'}`,
  );
};

type Read = OptionSeed['readings'][number];
const readBy = (seeds: SeedsOf, option: Option, who: string): Read =>
  seeds(option)
    .flatMap(({ readings }) => readings.filter((one) => one.who === who))
    .reduce(
      (sum, one) => ({
        who,
        queues: sum.queues + one.queues,
        ofQueues: sum.ofQueues + one.ofQueues,
        texts: sum.texts + one.texts,
        ofTexts: sum.ofTexts + one.ofTexts,
      }),
      { who, queues: 0, ofQueues: 0, texts: 0, ofTexts: 0 },
    );
export const ofHost = (seeds: SeedsOf, about: string, holds: (read: Read) => boolean): Found => {
  const read = readBy(seeds, HOST, 'the host of the account');
  return known(
    about,
    holds(read),
    `the host reads ${read.queues} of ${read.ofQueues} queue addresses and ${read.texts} of ${read.ofTexts} texts`,
  );
};
