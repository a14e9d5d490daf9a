// V16: programs whose times leak and one whose do not, as models that count their own steps; they stand in for dudect's examples.
import { type Random, random } from '../../sim/random.ts';
import { LEAK, largestWelch } from '../attacks/welch.ts';
import { exponential, normal, whole } from '../statistics/draws.ts';
import { quantity, type Row, type ValidationCase } from './case.ts';

/** Cycles that a program takes for an input. */
type Program = (input: readonly number[]) => number;
interface Control {
  readonly name: string;
  readonly leaks: boolean;
  readonly octets: number;
  /** The program, with whatever secret of its own it draws. */
  program(stream: Random): Program;
}

const octets = (stream: Random, count: number): readonly number[] =>
  Array.from({ length: count }, () => whole(stream, 256));
const bits = (octet: number): readonly number[] => Array.from({ length: 8 }, (_, i) => (octet >> i) & 1);

/** A comparison that ends at the first octet that differs. The fixed input is all zeros, and so is the secret. */
const earlyExit: Program = (input) => {
  let cycles = 30;
  for (const octet of input) {
    cycles += 4;
    if (octet !== 0) break;
  }
  return cycles;
};

/** One round of a cipher by four tables of 16 lines of 16 entries: a line costs more when it is read the first time. */
function tables(stream: Random): Program {
  const key = octets(stream, 16);
  return (input) => {
    const read = new Set<number>();
    input.forEach((octet, i) => {
      read.add((i % 4) * 16 + ((octet ^ (key[i] as number)) >> 4));
    });
    return 200 + 4 * input.length + 12 * read.size;
  };
}

/** A scalar multiplication that does the same at every bit: it computes both results and takes one by a mask. */
const evenLadder: Program = (input) => {
  let [first, second, cycles] = [0, 1, 500];
  for (const octet of input)
    for (const bit of bits(octet)) {
      const mask = -bit;
      const swapped = mask & (first ^ second);
      [first, second] = [first ^ swapped, second ^ swapped];
      cycles += 40;
    }
  return cycles;
};

/** The same with a branch: a bit that is set costs an addition more. */
const branchingLadder: Program = (input) => {
  let cycles = 500;
  for (const octet of input) for (const bit of bits(octet)) cycles += bit === 1 ? 41 : 40;
  return cycles;
};

const CONTROLS: readonly Control[] = [
  { name: 'comparison that ends early', leaks: true, octets: 16, program: () => earlyExit },
  { name: 'table lookups through a cache', leaks: true, octets: 16, program: tables },
  { name: 'ladder of constant time', leaks: false, octets: 32, program: () => evenLadder },
  { name: 'ladder with a branch', leaks: true, octets: 32, program: () => branchingLadder },
];
/** Of each class. */
const SAMPLES = 10_000;

/** What a machine adds to a program's cycles: jitter, and now and then an interrupt. */
const disturbance = (stream: Random): number =>
  15 * normal(stream) + exponential(stream, 10) + (stream.next() < 0.01 ? exponential(stream, 2000) : 0);

/** The largest t between times for one fixed input and times for inputs that are drawn. */
function largest({ octets: count, program }: Control, stream: Random): number {
  const run = program(stream);
  const fixed = new Array<number>(count).fill(0);
  const time = (input: readonly number[]): number => Math.round(run(input) + disturbance(stream));
  const same = Array.from({ length: SAMPLES }, () => time(fixed));
  const drawn = Array.from({ length: SAMPLES }, () => time(octets(stream, count)));
  return Math.abs(largestWelch(same, drawn));
}

export const timingControls: ValidationCase = {
  id: 'V16',
  title: 'Welch’s t on models of programs that leak by their time, and of one that does not',
  source:
    'The verdicts that dudect publishes for simple_O2, the aes32 tables, curve25519 donna and donnabad: leak, leak, none, leak. These are models of those programs, counting steps under simulated noise, and not the programs; sizes of t are not held against anything but the limit of 4.5.',
  sets: [],
  rows: (seed) =>
    CONTROLS.map((control, number): Row => {
      const t = largest(control, random(seed, 'V16', control.name));
      const leaks = Number(t > LEAK);
      return {
        parameters: { control: number + 1, samples: 2 * SAMPLES },
        quantities: [quantity(`${control.name}: leaks (1) or not (0)`, Number(control.leaks), leaks, 0)],
      };
    }),
};
