// All validation cases, in the order of their numbers.
import { crowdsAndOnions, hiddenSenders } from './anonymity-degrees.ts';
import { poolMix, timedMix } from './batches.ts';
import { bayesRisks } from './bayes-risks.ts';
import type { ValidationCase } from './case.ts';
import { disclosureRounds } from './disclosures.ts';
import { flowLikelihood } from './flows.ts';
import { intersectionRounds } from './intersections.ts';
import { deeperLayers, finitePools, layersOfMixes } from './layers.ts';
import { leastSquaresError } from './least-squares.ts';
import { exactMatching } from './matchings.ts';
import { blockedRelay, poissonRelay } from './relays.ts';
import { sybilPaths } from './sybil.ts';
import { timingControls } from './timing-controls.ts';

export const validationCases: readonly ValidationCase[] = [
  layersOfMixes,
  deeperLayers,
  finitePools,
  poolMix,
  timedMix,
  sybilPaths,
  hiddenSenders,
  crowdsAndOnions,
  disclosureRounds,
  exactMatching,
  leastSquaresError,
  flowLikelihood,
  poissonRelay,
  bayesRisks,
  blockedRelay,
  intersectionRounds,
  timingControls,
];
