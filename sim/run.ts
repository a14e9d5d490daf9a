// Runs a scenario: makes its nodes, which run their own code, and has them simulated with its faults.
import { createHash } from 'node:crypto';
import type { Crypto } from '../model/crypto.ts';
import { idealCrypto } from '../model/crypto-ideal.ts';
import { nativeCrypto } from '../model/crypto-native.ts';
import { Terms } from '../model/terms.ts';
import { castOf } from './cast.ts';
import { random } from './random.ts';
import type { Asked } from './scenario.ts';
import { simulate } from './simulate.ts';
import type { Trace } from './trace.ts';

/** Runs what is asked and returns its trace. Pure: the same `asked` gives the same trace. */
export function run(asked: Asked): Trace {
  const { scenario, design, cryptography } = asked;
  // Seeds are as long as the names of their places; what is drawn at each needs no more than this of them.
  const seed = createHash('sha256').update(asked.seed).digest('hex').slice(0, 16);
  const terms = new Terms();
  const cryptoAt = (node: string, step: number | string): Crypto => {
    const place = random(seed, node, step);
    return cryptography === 'ideal' ? idealCrypto(place.octets, terms, node) : nativeCrypto(place.octets);
  };
  const happened = simulate({
    ...scenario,
    ...castOf({ scenario, design, seed }, terms, cryptoAt),
    design,
    seed,
    terms,
    cryptoAt,
  });
  return { ...asked, ...happened, terms };
}
