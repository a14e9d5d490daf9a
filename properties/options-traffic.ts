// The scenarios that the options are compared on: one user with a phone who writes to four queues on three relays and reads two
// of their own, in spells with quiet in between. Options differ in what the phone’s client goes through and in nothing else.
import { type Design, draft, sealed } from '../model/design.ts';
import { random } from '../sim/random.ts';
import { entryOf, type Fault, type Over, type Scenario } from '../sim/scenario.ts';
import { MINUTE, PROXY, queue, RECIPIENTS, recipient, type Server } from './traffic.ts';

const SECOND = 1_000;
interface Choice {
  readonly design: Design;
  readonly over?: Over;
  readonly proxied?: true;
}
/** What a user can choose, in the order of the report. Without a first-step relay clients are those of the specification. */
export const CHOICES = {
  direct: { design: draft },
  'direct over a VPN': { design: draft, over: 'vpn' },
  Tor: { design: draft, over: 'tor' },
  'hosted account': { design: draft, over: 'host' },
  'first-step relay, draft': { design: draft, proxied: true },
  'first-step relay, sealed': { design: sealed, proxied: true },
} as const satisfies Record<string, Choice>;
export type Option = keyof typeof CHOICES;
export const OPTIONS = Object.keys(CHOICES) as readonly Option[];
export const choiceOf = (option: Option): Choice => CHOICES[option];

export const CONDITIONS = ['quiet', 'troubled'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Whose device is looked at. */
export const OWNER = 'alice';
export const CONTACTS_RELAYS: readonly Server[] = [
  { name: 'relay', ip: '198.51.100.2' },
  { name: 'second relay', ip: '198.51.100.3' },
  { name: 'third relay', ip: '198.51.100.4' },
];
export const OWN_RELAY: Server = { name: 'own relay', ip: '198.51.100.5' };
export const DEVICE_IP = '2001:db8:10::a:1f2e:7d3c';

/** Late enough for every queue to be there over the slowest way; what happens before is not measured. */
export const START_MILLIS = 30 * SECOND;
const SPELLS = 3;
const SPELL_MILLIS = MINUTE;
const QUIET_MILLIS = 4 * MINUTE;
const AFTERWARDS_MILLIS = 6 * MINUTE;
/** In each spell. */
const WRITTEN = 8;
const READ = 2;
/** Links within one continent, as the circuits of Tor are whose latency is published. */
export const LEAST_LATENCY_MILLIS = 10;
const MOST_LATENCY_MILLIS = 40;
const MOST_JITTER_MILLIS = 10;
/** What the report tells of the conversation. */
export const CONVERSATION = {
  spells: SPELLS,
  written: SPELLS * WRITTEN,
  read: SPELLS * READ,
  quietMinutes: QUIET_MILLIS / MINUTE,
  latencyMillis: [LEAST_LATENCY_MILLIS, MOST_LATENCY_MILLIS],
  jitterMillis: MOST_JITTER_MILLIS,
} as const;
const startOf = (spell: number): number => START_MILLIS + spell * (SPELL_MILLIS + QUIET_MILLIS);

const senders = [0, 1, 2, 0].map((relay, i) =>
  queue(`queue ${i + 1}`, (CONTACTS_RELAYS[relay] as Server).name, OWNER, RECIPIENTS[i % 2] as string),
);
const readers = RECIPIENTS.map((contact, i) => queue(`queue ${5 + i}`, OWN_RELAY.name, contact, OWNER));

/** The conversation of one seed; the same draws for every option. */
export function conversationOver(option: Option, condition: Condition, seed: string): Scenario {
  const { over, proxied }: Choice = CHOICES[option];
  const draw = random(seed, 'options');
  const between = (least: number, most: number): number => Math.floor(least + (most - least) * draw.next());
  const latencyMillis = between(LEAST_LATENCY_MILLIS, MOST_LATENCY_MILLIS);
  const jitterMillis = between(0, MOST_JITTER_MILLIS);
  const spread = (count: number, queues: readonly { readonly name: string }[], spell: number) =>
    Array.from({ length: count }, (_, i) => ({
      atMillis: Math.floor(startOf(spell) + (SPELL_MILLIS / count) * (i + 0.9 * draw.next())),
      queue: (queues[i % queues.length] as { name: string }).name,
    }));
  const orders = Array.from({ length: SPELLS }, (_, spell) => [
    ...spread(WRITTEN, senders, spell),
    ...spread(READ, readers, spell),
  ])
    .flat()
    .map((one, i) => ({ ...one, text: `message number ${i + 1}` }))
    .sort((a, b) => a.atMillis - b.atMillis);
  const others = proxied ? [PROXY, OWN_RELAY] : [...CONTACTS_RELAYS, OWN_RELAY];
  const entry = entryOf({ name: OWNER, over });
  const links = (entry === undefined ? others.map(({ name }) => name) : [entry]).map((other): [string, string] => [
    OWNER,
    other,
  ]);
  // A phone changes its network now and then; that is no fault.
  const moves = Array.from({ length: SPELLS - 1 }, (_, spell) => {
    const atMillis = startOf(spell) + SPELL_MILLIS + between(MINUTE, QUIET_MILLIS);
    return links.map((link): Fault => ({ kind: 'cut', between: link, atMillis }));
  }).flat();
  const troubles = faults(links, proxied ? PROXY.name : OWNER, (spell, from) =>
    Math.floor(startOf(spell) + SPELL_MILLIS * (from + 0.2 * draw.next())),
  );
  const owner = { name: OWNER, ip: DEVICE_IP, ...(over && { over }), ...(proxied && { proxy: PROXY.name }) };
  return {
    name: `${option}, ${condition}`,
    servers: [PROXY, ...CONTACTS_RELAYS, OWN_RELAY],
    clients: [owner, ...RECIPIENTS.map((_, i) => recipient(i))],
    queues: [...senders, ...readers],
    orders,
    faults: condition === 'quiet' ? moves : [...moves, ...troubles],
    latencyMillis,
    jitterMillis,
    untilMillis: startOf(SPELLS) - QUIET_MILLIS + AFTERWARDS_MILLIS,
  };
}

/** In the middle of spells: the phone loses its connections, a relay restarts, connections to that relay die without a word,
 * and the phone is without a network for a minute. */
function faults(
  links: readonly [string, string][],
  visitor: string,
  within: (spell: number, from: number) => number,
): readonly Fault[] {
  const [relay] = CONTACTS_RELAYS as readonly [Server];
  const [cutAt, crashAt, silentAt, awayAt] = [within(0, 0.3), within(1, 0.3), within(2, 0.1), within(2, 0.6)];
  return [
    ...links.map((between): Fault => ({ kind: 'cut', between, atMillis: cutAt })),
    { kind: 'crash', node: relay.name, atMillis: crashAt, forMillis: MINUTE / 2 },
    { kind: 'half-open', between: [visitor, relay.name], atMillis: silentAt },
    ...links.map((between): Fault => ({ kind: 'partition', between, atMillis: awayAt, forMillis: MINUTE })),
  ];
}
