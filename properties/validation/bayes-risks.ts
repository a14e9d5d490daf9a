// V13: Bayes risk from examples, against the exact one.
import { random } from '../../sim/random.ts';
import {
  blindGuess,
  frequentistGuess,
  type Guess,
  logNeighbours,
  neighbourGuess,
  risk,
} from '../attacks/nearest-neighbours.ts';
import { quantity, type Row, type ValidationCase } from './case.ts';
import { bayesRisk, examples, visited } from './planar-geometric.ts';

const TRAINING = 80_000;
/** Five times the 20,000 of the reference, so that the sample adds little to the error. */
const TEST = 100_000;
const TOLERANCE = 0.01;

export const bayesRisks: ValidationCase = {
  id: 'V13',
  title: 'Bayes risk of a hidden location, estimated from examples by frequencies and by nearest neighbours',
  source:
    'F-BLEAU (Cherubin, Chatzikokolakis, Palamidessi, S&P 2019), example geometric-4, 80,000 and 20,000 examples of 191 secrets; the exact risk, the blind guess and kNN with ties as one are published, and the other estimates expected were made from the example by another program. Reconstructed: the noise and the lattices were read off the example itself (displacements of the commonest secret fall as 4 for every 100 m, within a tenth), so they are all but sure; how often each secret occurs is made up: a power of its rank whose steepness was fitted to the frequentist risk, in an arrangement fitted to the exact risk. The other figures then follow, also in other arrangements.',
  sets: [],
  rows: (seed): readonly Row[] => {
    const secrets = visited();
    const training = examples(secrets, TRAINING, random(seed, 'V13', 'training'));
    const test = examples(secrets, TEST, random(seed, 'V13', 'test'));
    const k = logNeighbours(TRAINING);
    const of = (guess: Guess): number => risk(guess, test);
    return [
      {
        parameters: { secrets: secrets.length, training: TRAINING, test: TEST, k },
        quantities: [
          quantity('kNN*, pooled', 0.463, of(neighbourGuess(training, k, 'pooled')), TOLERANCE),
          quantity('Bayes risk, exactly', 0.456, bayesRisk(secrets), TOLERANCE),
          quantity('guess of the commonest', 0.913, of(blindGuess(training)), TOLERANCE),
          quantity('frequencies', 0.561, of(frequentistGuess(training)), TOLERANCE),
          quantity('NN*', 0.5225, of(neighbourGuess(training, 1, 'pooled')), TOLERANCE),
          quantity('kNN', 0.484, of(neighbourGuess(training, k, 'in order')), TOLERANCE),
          quantity('kNN, ties as one', 0.473, of(neighbourGuess(training, k, 'as one')), TOLERANCE),
        ],
      },
    ];
  },
};
