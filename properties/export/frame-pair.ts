// Two ground frames as complete files that ask a prover whether they are equivalent: ProVerif with `choice`, and DeepSec.
import type { Tree } from '../symbolic/frame-file.ts';
import {
  type Frame,
  type FramePair,
  GENERATOR,
  identifiers,
  isConstant,
  mayKnow,
  namesOf,
  partLabel,
  product,
  type Signature,
  signatureOf,
} from './frame-terms.ts';
import { inComment } from './questions.ts';

interface FrameFiles {
  readonly proverif: string;
  readonly deepsec: string;
}

/** Exponents for which commutation is written out: each further one multiplies the rules that a prover makes of it. */
const MOST_EXPONENTS = 3;

/** Both files; or why there are none. `title` says where the frames come from. */
export function framePairFiles(pair: FramePair, title: string): FrameFiles | string {
  const signature = signatureOf(pair);
  if (typeof signature === 'string') return signature;
  const parts = identifiers('part', signature.parts);
  const constants = identifiers('public', signature.constants);
  const printed = (frame: Frame, side: string, order: Order): readonly string[] => {
    const how = { names: identifiers(side, namesOf(frame)), constants, parts, order: order(frame) };
    return frame.map((tree) => print(tree, how));
  };
  const top = [
    title,
    'Are these two frames equivalent: does everything that can be computed and compared come out alike in both?',
    ...commutation(signature),
  ].map((line) => `(* ${inComment(line)} *)`);
  const named = (side: 'left' | 'right') => [...identifiers(side, namesOf(pair[side])).values()];
  const known = { signature, parts: [...parts.values()], constants };
  return {
    proverif: proverifText([...top, ...PROVERIF_DH(signature)], {
      ...known,
      names: [...named('left'), ...named('right')],
      left: printed(pair.left, 'left', asWritten),
      right: printed(pair.right, 'right', asWritten),
    }),
    deepsec: deepsecText([...top, ...DEEPSEC_DH(signature)], {
      ...known,
      names: [],
      left: [...named('left').map((name) => `new ${name};`), ...outputs(printed(pair.left, 'left', knownLast))],
      right: [...named('right').map((name) => `new ${name};`), ...outputs(printed(pair.right, 'right', knownLast))],
    }),
  };
}

const commutation = ({ exponents }: Signature): readonly string[] =>
  exponents === 0 ? [] : [`The longest product that a test may make in two ways has ${exponents} exponents.`];
const PROVERIF_DH = ({ exponents }: Signature): readonly string[] => {
  if (exponents === 0) return [];
  const written = Math.min(exponents, MOST_EXPONENTS);
  const enough = exponents <= MOST_EXPONENTS ? 'which is all that is needed' : 'so longer ones are not compared';
  return [`(* Exponents commute in products of up to ${written} over ${GENERATOR}, ${enough}. *)`];
};
const DEEPSEC_DH = ({ exponents }: Signature): readonly string[] =>
  exponents === 0
    ? []
    : [
        '(* DeepSec has no equations. Products are written in one order, those exponents last that may be known, so that who',
        '   multiplies what it has by one such exponent finds it. A test that multiplies in another order is not seen, and',
        '   where the order differs between the frames a difference may be seen that is none. *)',
      ];

type Order = (frame: Frame) => (exponents: readonly Tree[]) => readonly Tree[];
const asWritten: Order = () => (exponents) => exponents;
/** By whether the observer may know them, then by their text. */
const knownLast: Order = (frame) => {
  const known = mayKnow(frame);
  const text = (tree: Tree): string => JSON.stringify(tree);
  return (exponents) =>
    [...exponents].sort((a, b) => Number(known(a)) - Number(known(b)) || (text(a) < text(b) ? -1 : 1));
};

interface Printing {
  readonly names: ReadonlyMap<string, string>;
  readonly constants: ReadonlyMap<string, string>;
  readonly parts: ReadonlyMap<string, string>;
  readonly order: (exponents: readonly Tree[]) => readonly Tree[];
}
function print(tree: Tree, how: Printing): string {
  if (typeof tree === 'string') return (isConstant(tree) ? how.constants : how.names).get(tree) as string;
  const [head, ...args] = tree;
  if (head === 'exp') {
    const { base, exponents } = product(tree);
    return how.order(exponents).reduce((sofar: string, one) => `exp(${sofar}, ${print(one, how)})`, print(base, how));
  }
  const label = partLabel(head);
  const name =
    label !== undefined ? (how.parts.get(label) as string) : head === 'layout' ? `layout${args.length}` : head;
  return `${name}(${args.map((one) => print(one, how)).join(', ')})`;
}

interface Printed {
  readonly signature: Signature;
  readonly parts: readonly string[];
  readonly constants: ReadonlyMap<string, string>;
  readonly names: readonly string[];
  readonly left: readonly string[];
  readonly right: readonly string[];
}
const times = (count: number, of: (i: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, i) => of(i + 1));

/** Products of `count` exponents, the last two of them in either order. */
function commutes(count: number, generator: string): string {
  const over = (order: readonly number[]): string => order.reduce((sofar, i) => `exp(${sofar}, x${i})`, generator);
  const order = times(count, String).map(Number);
  const swapped = [...order.slice(0, -2), count, count - 1];
  return `forall ${times(count, (i) => `x${i}: bitstring`).join(', ')}; ${over(order)} = ${over(swapped)}`;
}

function proverifText(top: readonly string[], { signature, parts, constants, names, left, right }: Printed): string {
  const b = (count: number): string => times(count, () => 'bitstring').join(', ');
  const generator = constants.get(GENERATOR);
  const products = Math.min(signature.exponents, MOST_EXPONENTS);
  return `${[
    ...top,
    '',
    'free net: channel.',
    '',
    ...[...constants.values()].map((name) => `const ${name}: bitstring.`),
    'fun pair(bitstring, bitstring): bitstring [data].',
    ...signature.layouts.map((count) => `fun layout${count}(${b(count)}): bitstring [data].`),
    ...parts.map((name) => `fun ${name}(bitstring): bitstring.`),
    'fun hash(bitstring): bitstring.',
    'fun kdf(bitstring): bitstring.',
    'fun pk(bitstring): bitstring.',
    'fun senc(bitstring, bitstring, bitstring): bitstring.',
    'reduc forall m: bitstring, n: bitstring, k: bitstring; sdec(senc(m, n, k), k) = m.',
    'fun aenc(bitstring, bitstring, bitstring): bitstring.',
    'reduc forall m: bitstring, r: bitstring, k: bitstring; adec(aenc(m, r, pk(k)), k) = m.',
    'fun sign(bitstring, bitstring): bitstring.',
    `reduc forall m: bitstring, k: bitstring; verify(sign(m, k), m, pk(k)) = ${constants.get('OK')}.`,
    ...(generator === undefined || products === 0
      ? []
      : [
          'fun exp(bitstring, bitstring): bitstring.',
          `equation ${times(products - 1, (i) => commutes(i + 1, generator)).join(';\n  ')}.`,
        ]),
    '',
    ...names.map((name) => `free ${name}: bitstring [private].`),
    '',
    'process',
    ...left.map((term, i) => `  out(net, choice[${term}, ${right[i]}]);`),
    '  0',
  ].join('\n')}\n`;
}

const outputs = (terms: readonly string[]): readonly string[] => terms.map((term) => `out(net, ${term});`);

function deepsecText(top: readonly string[], { signature, parts, constants, left, right }: Printed): string {
  const variables = (count: number): string => times(count, (i) => `x${i}`).join(', ');
  return `${[
    ...top,
    '',
    'free net.',
    '',
    ...[...constants.values()].map((name) => `fun ${name}/0.`),
    'fun pair/2.',
    'reduc fst(pair(x1, x2)) -> x1.',
    'reduc snd(pair(x1, x2)) -> x2.',
    ...signature.layouts.flatMap((count) => [
      `fun layout${count}/${count}.`,
      ...times(count, (i) => `reduc item${i}of${count}(layout${count}(${variables(count)})) -> x${i}.`),
    ]),
    ...parts.map((name) => `fun ${name}/1.`),
    ...['hash', 'kdf', 'pk'].map((name) => `fun ${name}/1.`),
    'fun senc/3.',
    'reduc sdec(senc(x1, x2, x3), x3) -> x1.',
    'fun aenc/3.',
    'reduc adec(aenc(x1, x2, pk(x3)), x3) -> x1.',
    'fun sign/2.',
    `reduc verify(sign(x1, x2), x1, pk(x2)) -> ${constants.get('OK')}.`,
    ...(signature.exponents === 0 ? [] : ['fun exp/2.']),
    '',
    ...(['Left', 'Right'] as const).flatMap((side) => [
      `let ${side} =`,
      ...(side === 'Left' ? left : right).map((line) => `  ${line}`),
      '  0.',
      '',
    ]),
    'query trace_equiv(Left, Right).',
  ].join('\n')}\n`;
}
