// V6 and V7: degrees of anonymity, and what they hide.
import {
  anonymityDegree,
  crowdsPosterior,
  entropyBits,
  halfKnownSenders,
  hiddenShare,
  twoKinds,
} from '../attacks/anonymity-degree.ts';
import { quantity, type Row, type ValidationCase } from './case.ts';

const EXACT = 1e-5;
/** The even crowd m, the senders n of the same entropy, its bits, and the share and degree of table II. */
const TOTH = [
  { m: 20, n: 101, share: 0.865184, degree: 0.649112 },
  { m: 100, n: 2501, share: 0.903463, degree: 0.588561 },
] as const;

/** The number of senders, one of them half known, whose entropy is first as large as that of an even m; by halving. */
function counted(m: number): number {
  let [low, high] = [1, m ** 2 + 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (entropyBits(twoKinds(middle, 1, 0.5)) < Math.log2(m) - 1e-9) low = middle;
    else high = middle;
  }
  return high;
}

export const hiddenSenders: ValidationCase = {
  id: 'V6',
  title: 'one entropy stands for an even crowd and for a sender who is all but known',
  source:
    'Tóth, Hornák, Vajda 2004, tables I and II; measured by searching distributions whose summed entropy is that of the even crowd. Table II has the largest probability of m/2 senders together.',
  sets: [{ name: 'm', says: 'senders of the even crowd', default: 20, least: 4, most: 1000, whole: true }],
  rows: () =>
    TOTH.map(({ m, n, share, degree }): Row => {
      const found = hiddenShare(n, m / 2, m);
      const shares = twoKinds(n, m / 2, found);
      return {
        parameters: { m, n, x: m / 2 },
        quantities: [
          quantity('senders, one with probability 1/2', n, counted(m), 0),
          quantity('entropy', Math.log2(m), entropyBits(twoKinds(n, 1, 0.5)), EXACT),
          quantity('probability of x senders', share, found, EXACT),
          quantity('degree of anonymity', degree, anonymityDegree(shares), EXACT),
        ],
      };
    }),
  at: ({ m = 20 }): Row => ({
    parameters: { m },
    quantities: [quantity('senders, one with probability 1/2', Math.ceil(halfKnownSenders(m)), counted(m), 0)],
  }),
};

const FORWARDING = 0.75;
const ENOUGH = 0.8;

/**
 * Who sent what the first hostile member was handed, by following a message: where it is after each hop, among honest
 * members, for each who may have sent it. Sums to 1 over the honest members, the hostile member's predecessor first.
 */
function followed(members: number, hostile: number, forwarding: number): readonly number[] {
  const honest = members - hostile;
  // By symmetry it is enough to follow the share that is with its sender and the share that is with each other honest member.
  let [own, other] = [1, 0];
  let [byOwn, byOther] = [0, 0];
  let more = 1;
  while (own + other > 1e-18) {
    byOwn += (more * own * hostile) / members;
    byOther += (more * other * hostile) / members;
    const spread = (more * (own + (honest - 1) * other)) / members;
    [own, other, more] = [spread, spread, forwarding];
  }
  const all = byOwn + (honest - 1) * byOther;
  return [byOwn / all, ...new Array<number>(honest - 1).fill(byOther / all)];
}

/** The largest number of hostile members at which the degree is still enough. */
function mostHostile(members: number): number {
  let most = 0;
  for (let hostile = 1; members - hostile > 1; hostile++)
    if (anonymityDegree(followed(members, hostile, FORWARDING)) >= ENOUGH) most = hostile;
  return most;
}

/** The smallest set of possible senders, all as likely, whose degree among all is enough. */
function leastSuspects(members: number): number {
  let suspects = 1;
  while (anonymityDegree(new Array<number>(suspects).fill(1 / suspects), members) < ENOUGH) suspects++;
  return suspects;
}

export const crowdsAndOnions: ValidationCase = {
  id: 'V7',
  title: 'how many hostile members, and how few suspects, leave a degree of anonymity of 0.8',
  source:
    'Díaz, Seys, Claessens, Preneel 2002, with the counts its formulas give (its prose has 1, 4, 11 and 3, 12, 40); Crowds measured by following the message hop by hop.',
  sets: [],
  rows: () =>
    (
      [
        [5, 1, 4],
        [20, 3, 11],
        [100, 11, 40],
      ] as const
    ).map(([N, hostile, suspects]): Row => {
      const closed = anonymityDegree(crowdsPosterior(N, hostile, FORWARDING));
      return {
        parameters: { N, pf: FORWARDING },
        quantities: [
          quantity('most hostile members of Crowds', hostile, mostHostile(N), 0),
          quantity('least suspects of onion routing', suspects, leastSuspects(N), 0),
          quantity('degree at that many', closed, anonymityDegree(followed(N, hostile, FORWARDING)), 1e-9),
        ],
      };
    }),
};
