// What goes wrong in a run, worked out of its scenario beforehand: when nodes crash and sessions break, and how long what
// leaves a node takes to get through. Functions of time alone, so that no draw and no order of steps bears on them.
import type { Millis } from '../model/node.ts';
import { round } from './agenda.ts';
import type { Fault } from './scenario.ts';

/** Something that breaks at a moment. */
export type Breakage =
  | { readonly kind: 'crash'; readonly at: Millis; readonly node: string; readonly forMillis: Millis | undefined }
  | { readonly kind: 'cut' | 'half-open'; readonly at: Millis; readonly between: readonly [string, string] };

export interface Faults {
  /** By time. */
  readonly breakages: readonly Breakage[];
  /** Whether a node crashes right after its n-th step, and for how long. */
  crashAfter(node: string, step: number): { readonly forMillis: Millis | undefined } | undefined;
  /** When what a node sends off at a time leaves it. */
  leaves(node: string, at: Millis): Millis;
  /** The first moment, not before `at`, at which a passage of so long between two nodes gets through unbroken. */
  clear(a: string, b: string, at: Millis, takesMillis: Millis): Millis;
  /** By how much a node's clock is ahead. */
  aheadMillis(node: string): Millis;
}

export function faultsOf(all: readonly Fault[]): Faults {
  const of = <K extends Fault['kind']>(kind: K) =>
    all.filter((one): one is Extract<Fault, { kind: K }> => one.kind === kind);
  const steps = of('crash at step');
  const slow = of('slow');
  const skews = of('skew');
  const partitions = of('partition')
    .map((one) => ({ ...one, untilMillis: round(one.atMillis + one.forMillis) }))
    .toSorted((a, b) => a.atMillis - b.atMillis);
  return {
    breakages: all.flatMap(breakagesOf).toSorted((a, b) => a.at - b.at),
    crashAfter(node, step) {
      const found = steps.find((one) => one.node === node && one.step === step);
      return found && { forMillis: found.forMillis };
    },
    // What left late is not overtaken by what leaves when it is over.
    leaves: (node, at) =>
      slow
        .filter((one) => one.node === node && one.atMillis <= at)
        .reduce((last, one) => Math.max(last, round(Math.min(at, one.atMillis + one.forMillis) + one.byMillis)), at),
    clear(a, b, at, takesMillis) {
      let from = at;
      // TCP sends again what a partition swallowed, so a passage begins anew when the link heals.
      for (const { between, atMillis, untilMillis } of partitions)
        if (joins(between, a, b) && from < untilMillis && from + takesMillis >= atMillis) from = untilMillis;
      return from;
    },
    aheadMillis: (node) => skews.filter((one) => one.node === node).reduce((sum, one) => sum + one.byMillis, 0),
  };
}

function breakagesOf(fault: Fault): Breakage[] {
  const { kind } = fault;
  switch (kind) {
    case 'crash':
      return [{ kind, at: fault.atMillis, node: fault.node, forMillis: fault.forMillis }];
    case 'crash loop':
      return Array.from({ length: fault.times }, (_, i) => ({
        kind: 'crash',
        at: round(fault.atMillis + i * (fault.downMillis + fault.upMillis)),
        node: fault.node,
        forMillis: fault.downMillis,
      }));
    case 'cut':
    case 'half-open':
      return [{ kind, at: fault.atMillis, between: fault.between }];
    default:
      return [];
  }
}

/** Whether these are the two nodes, in either order. */
export const joins = ([one, other]: readonly [string, string], a: string, b: string): boolean =>
  (one === a && other === b) || (one === b && other === a);
