// What only shows in time: each of these experiments finds something out by itself, and holds of the sealed design.
import { describe, expect, test } from 'vitest';
import { sealed } from '../model/design.ts';
import { propertyOf } from '../properties/catalogue.ts';
import type { ExperimentName } from '../properties/experiments.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { failed, type Property } from '../properties/property.ts';
import { drawn, runs } from '../properties/trial.ts';
import { LONG } from '../properties/trouble-worlds.ts';
import { TRUSTED } from '../sim/hostile.ts';

const TRIALS = 6;
const cases: readonly (readonly [ExperimentName, string, string])[] = [
  [LONG, 'R2.2-same-queue', 'scheduled-corr-id-marked'],
  [LONG, 'R2.2-same-queue', 'one-at-a-time-per-queue'],
  [`a proxy that ${TRUSTED}`, 'R4.2-own-key', 'unsigned-relay-key-accepted'],
  ['a relay key is erased', 'R4.3-erased', 'erasure-not-flushed'],
  ['scheduled, and the client leaves', 'R6.1-in-time', 'schedule-lost-in-a-crash'],
];

describe('experiments that last', () => {
  test.each(cases)('%s: %s notices %s, and nothing of the sealed design', (experiment, id, leak) => {
    const property = propertyOf(id) as Property;
    const leaking = plantedLeaks.find(({ name }) => name === leak);
    expect(property.experiments).toContain(experiment);
    const noticed = (design: typeof sealed): boolean =>
      Array.from({ length: TRIALS }, (_, number) => ({ seed: '1', experiment, number })).some((place) =>
        failed(property.says, property.examine(runs(drawn(place), design, place, 'ideal'))),
      );
    expect(leaking && noticed(leaking.design)).toBe(true);
    expect(noticed(sealed)).toBe(false);
  });
});
