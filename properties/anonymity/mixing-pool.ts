// What an adversary that sees everything enter and leave knows of a mix: how likely each target is inside, and what left.
// The rule: of those inside each is as likely to leave next, as where delays have no memory or a batch leaves in random order.

/** Probabilities of several targets at once, by index. For each target all of them together sum to 1, wherever it may be. */
export type Mass = Float64Array;

export interface MixingPool {
  /** Messages inside. */
  readonly size: number;
  /** That each target is inside; changes as messages come and go. */
  readonly inside: Readonly<Mass>;
  /** A message enters: one that is no target, or one that is each target with the probability given. */
  enter(mass?: Readonly<Mass>): void;
  /** A message leaves, and what it is is written to `mass`. A RangeError where there is none. */
  leave(mass: Mass): void;
}

export function mixingPool(targets: number): MixingPool {
  const inside = new Float64Array(targets);
  let size = 0;
  return {
    inside,
    get size() {
      return size;
    },
    enter(mass) {
      size++;
      if (mass === undefined) return;
      for (let i = 0; i < targets; i++) inside[i] = (inside[i] as number) + (mass[i] as number);
    },
    leave(mass) {
      if (size === 0) throw new RangeError('nothing leaves a pool that is empty');
      for (let i = 0; i < targets; i++) {
        const all = inside[i] as number;
        const share = all / size;
        mass[i] = share;
        inside[i] = size === 1 ? 0 : all - share;
      }
      size--;
    },
  };
}
