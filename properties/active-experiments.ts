// Scripts of an active proxy as experiments: drawn ones, which shrink to the fewest interventions, and all of a bounded
// space, each by its number, where the first that succeeds is a smallest one.
import fc, { type Arbitrary } from 'fast-check';
import type { Scenario } from '../sim/scenario.ts';
import type { Act, Intervention, Part, Script } from '../sim/script.ts';
import { acceptedOrRefused, expiringIds, twoClients, whichQueue } from './active-worlds.ts';
import { type Bounds, menu, type Scripts, scripts } from './scripts.ts';
import { START_MILLIS, steadyLinks, type Worlds, words } from './traffic.ts';

const CLIENTS: Bounds = {
  blocks: { forward: 4, accepted: 4, answer: 4, 'relay key': 2 },
  foreign: 2,
  foreignInPairs: 0,
  most: 2,
};
const WORLDS: Bounds = { ...CLIENTS, blocks: { forward: 2, accepted: 2, answer: 2, 'relay key': 1 } };

/** What befalls blocks on any network; where a proxy sends them elsewhere itself no relay id is to blame. */
const PASSING: readonly Act['do'][] = ['drop', 'delay', 'duplicate'];

/** A space of scripts and what each is run in. */
export interface Space {
  readonly scripts: Scripts;
  /** The most interventions in a script. */
  readonly most: number;
  worlds(script: Script): Worlds;
}
const space = (bounds: Bounds, worlds: (script: Script) => Worlds): Space => ({
  scripts: scripts(bounds),
  most: bounds.most,
  worlds,
});
export const activeSpaces = {
  'every script with two clients of one relay': space(CLIENTS, (script) => twoClients(1, script)),
  'every script with two clients of two relays': space(CLIENTS, (script) => twoClients(2, script)),
  'two worlds: every script, and one queue or two': space(WORLDS, whichQueue),
  'two worlds: every script, accepted or refused': space(WORLDS, acceptedOrRefused),
  'every delay, loss and repetition after a relay id expired': space(
    { ...CLIENTS, only: PASSING, most: 1 },
    expiringIds,
  ),
} satisfies Record<string, Space>;
export type ActiveSpace = keyof typeof activeSpaces;
export const spaceNames = Object.keys(activeSpaces) as ActiveSpace[];

/** There almost always, and gone in the smallest story. */
const likely = (act: Arbitrary<Intervention>): Arbitrary<Script> =>
  fc.option(act, { freq: 40, nil: undefined }).map((one) => (one === undefined ? [] : [one]));
const joined = (...parts: readonly Arbitrary<Script>[]): Arbitrary<Script> =>
  fc.tuple(...parts).map((all) => all.flat());
/** Whatever else, at blocks from this number on, so that it does not stand in the way of what comes before. */
const any = (bounds: Bounds, most: number, from = 1): Arbitrary<Script> =>
  fc.array(fc.constantFrom(...menu(bounds).filter(({ nth }) => nth >= from)), { maxLength: most });
const at = (on: Intervention['on'], nth: number, ...acts: readonly Act[]): Arbitrary<Intervention> =>
  fc.constantFrom(...acts).map((act) => ({ on, nth, act }));

const later: Act = { do: 'delay', byMillis: 1_500 };
const repeats: readonly Act[] = [{ do: 'duplicate' }, { do: 'replay after a reconnect' }];
const saysOk: Act = {
  do: 'inject',
  block: { kind: 'answer', corrId: 4, encryptedBlock: 'own', command: 4 },
  instead: true,
};

/** Each kind of attack has a message to itself, so that one run tries several. */
const ofMessages = joined(
  likely(at('forward', 2, ...repeats)),
  likely(at('forward', 1, later)),
  likely(at('forward', 4, saysOk)),
  any(CLIENTS, 1, 3),
);
const onLinks = (worlds: Arbitrary<Worlds>): Arbitrary<Worlds> =>
  fc.tuple(worlds, steadyLinks).map(([all, links]) => all.map((one) => ({ ...one, ...links })));

/** A client that finds a key refused asks again for its next message, so that one run tries many keys. */
const KEYS: readonly Part[][] = [
  ['statement'],
  ['statement', 'signature'],
  ['leaf', 'statement', 'signature'],
  ['authority', 'leaf', 'statement', 'signature'],
];
const keysTried = joined(
  ...KEYS.map((parts, i) => likely(at('relay key', i + 2, { do: 'substitute', parts, by: 'its own' }))),
  any({ ...CLIENTS, blocks: { forward: 0, accepted: 0, answer: 0, 'relay key': 1 } }, 1),
).map((script): Worlds => {
  const [scenario] = twoClients(2, script) as [Scenario];
  return [
    {
      ...scenario,
      name: 'keys in the relay’s place',
      // The one that asks first shows the proxy a key of another relay.
      orders: ['queue 2', ...KEYS.map(() => 'queue 1')].map((name, i) => ({
        atMillis: START_MILLIS + 3_000 * i,
        queue: name,
        text: words(i, ''),
      })),
    },
  ];
});

const drawn = {
  'a proxy that follows a script': onLinks(
    fc.tuple(fc.constantFrom<1 | 2>(1, 2), ofMessages).map(([relays, script]) => twoClients(relays, script)),
  ),
  'a proxy that tries keys by a script': onLinks(keysTried),
  'two worlds: a script, and one queue or two': onLinks(
    joined(likely(at('forward', 1, later)), any(WORLDS, 1, 2)).map(whichQueue),
  ),
  'two worlds: a script, accepted or refused': onLinks(
    joined(likely(at('forward', 1, { do: 'duplicate' }, later)), any(WORLDS, 1, 2)).map(acceptedOrRefused),
  ),
} satisfies Record<string, Arbitrary<Worlds>>;

export type ActiveExperiment = keyof typeof drawn | ActiveSpace;
export const activeNames: readonly ActiveExperiment[] = [
  ...(Object.keys(drawn) as (keyof typeof drawn)[]),
  ...spaceNames,
];

const spaceOf = (name: string): Space | undefined => (activeSpaces as Readonly<Record<string, Space>>)[name];
/** How many trials an experiment has that is counted and not drawn. */
export const countedIn = (name: string): number | undefined => spaceOf(name)?.scripts.count;

/** What the trial of a number draws from, if the experiment is one of these. */
export function activeExperiment(name: string, number: number): Arbitrary<Worlds> | undefined {
  const space = spaceOf(name);
  if (space !== undefined) return fc.constant(space.worlds(space.scripts.at(number)));
  return (drawn as Readonly<Record<string, Arbitrary<Worlds>>>)[name];
}
