// All properties, and what each design declares of them: the verdicts that an audit expects.
import type { Design } from '../model/design.ts';
import { activeObservers } from './active-observers.ts';
import { commonOctets } from './common-octets.ts';
import { delivery } from './delivery.ts';
import { eitherWay } from './either-way.ts';
import { foreignIds } from './foreign-ids.ts';
import { forgeries } from './forgeries.ts';
import { forwardSecrecy } from './forward-secrecy.ts';
import { holdingProperties } from './holding.ts';
import { indistinguishable } from './indistinguishable.ts';
import { ipAddresses } from './ip-addresses.ts';
import { learning } from './learning.ts';
import { linking } from './linking.ts';
import { monitors } from './monitors.ts';
import { permutations } from './permutations.ts';
import type { Property } from './property.ts';
import { recordLength } from './record-length.ts';
import { relayKeys } from './relay-keys.ts';
import { reliability } from './reliability.ts';
import { roles } from './roles.ts';

export const properties: readonly Property[] = [
  ...delivery,
  ...eitherWay,
  ...roles,
  ...relayKeys,
  ...forgeries,
  ...foreignIds,
  ...learning,
  ...ipAddresses,
  ...linking,
  ...commonOctets,
  ...recordLength,
  ...indistinguishable,
  ...permutations,
  ...forwardSecrecy,
  ...reliability,
  ...holdingProperties,
  ...activeObservers,
  ...monitors,
].sort((a, b) => order(a).localeCompare(order(b)));

/** R before the claims G, I, U, then the threat model T, then what any such system must do. */
function order({ requirement, id }: Property): string {
  return `${'RUGITDB'.indexOf(requirement.slice(0, 1))} ${requirement} ${id}`;
}

export const propertyOf = (id: string): Property | undefined => properties.find((one) => one.id === id);

/** What the specification to the letter does not meet; a design that is not named here meets everything. */
const violated: Readonly<Record<string, readonly string[]>> = {
  draft: [
    'R1.2-own-proxy',
    'R2.1-queue-address',
    'R2.2-active',
    'R2.2-network',
    'R2.2-same-queue',
    'R2.3-how-many',
    'R2.4-active',
    'R2.4-outcome',
    'R3.1-onward',
    'R3.1-registration',
    'R3.2-back',
    'R3.2-ciphertext-once',
    'R3.2-tries',
    'R3.3-permuted',
    'R4.6-active',
    'R4.6-enqueued-once',
    'R4.6-one-answer',
    'R5.2-survives-its-client',
    'R5.4-active',
    'R5.4-in-order',
    'R5.4-once',
    'R5.4-withheld',
    'R5.6-released',
    'R6.1-in-time',
    'R6.2-worlds',
    'U1-destinations',
    'U1-worlds',
    'G5-values',
    'G5-worlds',
  ],
};

/** What a design gives no occasion to: the draft has no layer that could be opened, and schedules nothing at the proxy. */
const vacuous: Readonly<Record<string, readonly string[]>> = { draft: ['R3.1-layers', 'R4.3-refused-at-once'] };

export function expected({ name }: Pick<Design, 'name'>, property: string): 'holds' | 'violated' | 'vacuous' {
  if (violated[name]?.includes(property)) return 'violated';
  return vacuous[name]?.includes(property) ? 'vacuous' : 'holds';
}
