// All properties that are decided on single runs or pairs of runs.
import { activeObservers } from './active-observers.ts';
import { commonOctets } from './common-octets.ts';
import { delivery } from './delivery.ts';
import { drawnOnce } from './drawn-once.ts';
import { eitherWay } from './either-way.ts';
import { foreignIds } from './foreign-ids.ts';
import { forgeries } from './forgeries.ts';
import { forwardSecrecy } from './forward-secrecy.ts';
import { holdingProperties } from './holding.ts';
import { indistinguishable } from './indistinguishable.ts';
import { ipAddresses } from './ip-addresses.ts';
import { lateReplays } from './late-replays.ts';
import { learning } from './learning.ts';
import { linking } from './linking.ts';
import { monitors } from './monitors.ts';
import { permutations } from './permutations.ts';
import type { Property } from './property.ts';
import { recordLength } from './record-length.ts';
import { relayKeys } from './relay-keys.ts';
import { reliability } from './reliability.ts';
import { roles } from './roles.ts';
import { writing } from './written-first.ts';

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
  ...drawnOnce,
  ...lateReplays,
  ...writing,
].sort((a, b) => order(a).localeCompare(order(b)));

/** R before the claims G, I, U, then the threat model T, then what any such system must do. */
function order({ requirement, id }: Property): string {
  return `${'RUGITDB'.indexOf(requirement.slice(0, 1))} ${requirement} ${id}`;
}

export const propertyOf = (id: string): Property | undefined => properties.find((one) => one.id === id);
