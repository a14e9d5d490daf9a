// V5: hostile paths through stratified layers, by counting how relays are dealt.
import { hostilePaths } from '../attacks/sybil.ts';
import { hypergeometricMass } from '../statistics/distributions.ts';
import { type Parameters, quantity, type Row, type ValidationCase } from './case.ts';

/** Hostile relays, layers, and the figure of MiXiM's notebook for figure 3, with 100 relays. */
const PUBLISHED: readonly (readonly [number, number, number])[] = [
  [10, 2, 0.00909091],
  [10, 3, 0.000764603],
  [10, 4, 5.35547e-5],
  [10, 5, 3.34717e-6],
  [30, 2, 0.0878788],
  [30, 3, 0.0258691],
  [30, 4, 0.00698889],
  [30, 5, 0.00189282],
];
const RELAYS = 100;

/**
 * Expected product of the layers' hostile shares, by going through how many hostile relays each layer is dealt. Layers
 * are of N//L relays and the last has what is left; `divisor` is by what the last one's count is divided.
 */
function dealt(relays: number, hostile: number, layers: number, divisor: 'its size' | 'N//L'): number {
  const width = Math.floor(relays / layers);
  // For each number of hostile relays that are left: the expected product over the layers still to be dealt.
  const last = relays - (layers - 1) * width;
  let product = Array.from({ length: hostile + 1 }, (_, bad) => bad / (divisor === 'N//L' ? width : last));
  for (let left = last + width; left <= relays; left += width) {
    const later = product;
    product = later.map((_, bad) => {
      let sum = 0;
      for (let here = Math.max(0, bad - (left - width)); here <= Math.min(bad, width); here++)
        sum += (hypergeometricMass(here, left, bad, width) * here * (later[bad - here] as number)) / width;
      return sum;
    });
  }
  return product[hostile] as number;
}

const closedForm = ({ N, B, L }: Record<'N' | 'B' | 'L', number>) => {
  const expected = hostilePaths(N, B, L);
  return quantity('share of hostile paths', expected, dealt(N, B, L, 'its size'), 1e-9 * expected + 1e-300);
};

export const sybilPaths: ValidationCase = {
  id: 'V5',
  title: 'share of paths that are hostile throughout, with relays dealt into layers',
  source:
    'MiXiM, figure 3, to the printed digits; measured by enumerating hypergeometric counts layer by layer. Where 3 layers do not divide 100, MiXiM divides the last layer of 34 by 33, which makes its two figures 34/33 of the true share B(B-1).../N(N-1)...; the second quantity is the true one, against that product.',
  sets: [
    { name: 'N', says: 'relays', default: 100, least: 2, most: 1000, whole: true },
    { name: 'B', says: 'hostile ones among them', default: 10, least: 0, most: 1000, whole: true },
    { name: 'L', says: 'layers', default: 3, least: 1, most: 5, whole: true },
  ],
  rows: () =>
    PUBLISHED.map(([B, L, published]): Row => {
      const printed = dealt(RELAYS, B, L, 'N//L');
      const digits = 10 ** (Math.floor(Math.log10(published)) - 5);
      return {
        parameters: { N: RELAYS, B, L },
        quantities: [
          quantity('alpha_F as MiXiM has it', published, printed, digits / 2),
          closedForm({ N: RELAYS, B, L }),
        ],
      };
    }),
  at: (parameters: Parameters): Row => {
    const { N = RELAYS, B = 10, L = 3 } = parameters;
    if (B > N || L > N) throw new RangeError('there are at most as many hostile relays, and layers, as relays');
    return { parameters: { N, B, L }, quantities: [closedForm({ N, B, L })] };
  },
};
