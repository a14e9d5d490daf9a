// Nothing in common between what enters a proxy and what leaves it: all octets of all blocks, at every offset (R3.1, R3.2).
// Constants of the encoding are what two unrelated runs of the same design have in common; they tell nothing and are masked.
import { decode, encode, Malformed } from '../model/codec.ts';
import type { Design } from '../model/design.ts';
import { chain, relayKey, wireOf } from '../model/grammar.ts';
import type { Octets } from '../model/octets.ts';
import { run } from '../sim/run.ts';
import type { Scenario } from '../sim/scenario.ts';
import type { Trace } from '../sim/trace.ts';
import { falseAlarm, matches, shortestMatch } from './matches.ts';
import { proxies } from './observer.ts';
import { hit, nothing, type Property, sum, type Tally } from './property.ts';
import { agreedRoles, type Carried, carried, isServer, once, opened } from './truth.ts';

/** Chance matches that are expected in one run, at most. */
export const FALSE_ALARMS_A_RUN = 1e-9;

/** The octets that a run compares at most, the shortest match that counts with them, and its false-alarm probability. */
export function matchLimits(octetsIn: number, octetsOut: number) {
  const k = shortestMatch(octetsIn, octetsOut, FALSE_ALARMS_A_RUN);
  return { k, falseAlarm: falseAlarm(octetsIn, octetsOut, k) };
}

/** The limits that the search in a run had, for each proxy. */
export const matchLimitsOf = (trace: Trace) =>
  compared(trace).map(({ k, falseAlarm: alarm }) => ({ k, falseAlarm: alarm }));

interface Shared {
  readonly entered: Carried;
  readonly left: Carried;
  readonly octets: Octets;
  /** Whether it is only the relay's own public data, which registration shows to both links. */
  readonly registration: boolean;
}
interface Compared {
  readonly k: number;
  readonly falseAlarm: number;
  readonly shared: readonly Shared[];
  /** Blocks that entered and left, by the link they entered over. */
  readonly fromClients: number;
  readonly fromRelays: number;
}

const octetsOf = (blocks: readonly Carried[]): number => blocks.reduce((total, { block }) => total + block.length, 0);
const pieces = (blocks: readonly Carried[]) => blocks.map((mark) => ({ octets: mark.block, mark }));

/** Everything that entered and left the proxies of a run, compared across sessions. */
const compared = once((trace): readonly Compared[] =>
  proxies(trace.scenario).map((proxy) => {
    const sessions = proxying(trace, proxy);
    const all = carried(trace).filter((one) => sessions.has(one.session));
    const entered = all.filter((one) => one.to === proxy);
    const left = all.filter((one) => one.from === proxy);
    const limits = matchLimits(octetsOf(entered), octetsOf(left));
    const { k } = limits;
    const found = matches(pieces(entered), pieces(left), k, (a, b) => a.session !== b.session);
    // Most runs share nothing at all, and need no constants worked out.
    const masked = found.length === 0 ? new Set<string>() : constants(trace);
    const telling = found.filter((match) => !isConstant(match.octets, masked, k));
    const exempt = trace.design.clientLayer === 'absent' ? publicOf(trace) : [];
    const known = new Set([...masked, ...exempt.flatMap(windowsOf)]);
    return {
      ...limits,
      shared: telling.map(({ one, other, octets }) => ({
        entered: one,
        left: other,
        octets,
        registration: isConstant(octets, known, k),
      })),
      fromClients: entered.filter((one) => !isServer(trace, one.from)).length,
      fromRelays: entered.filter((one) => isServer(trace, one.from)).length,
    };
  }),
);

/** Sessions over which a server is a proxy: those that clients opened for that, and those that it opened itself. */
const proxying = (trace: Trace, proxy: string): ReadonlySet<number> =>
  new Set(
    opened(trace).flatMap(({ session, from, to }) =>
      from === proxy || (to === proxy && agreedRoles(trace).get(session) === 'proxy') ? [session] : [],
    ),
  );

/**
 * A run with nothing in common with another but the encoding: own seed, names, addresses and texts. Names are as long as
 * those of the run in question, since lengths of names show in certificates.
 */
function unrelated(i: 1 | 2, nameLengths: readonly number[]): Scenario {
  const letters = i === 1 ? 'abcdefgh' : 'stuvwxyz';
  const servers = nameLengths.map((length, n) => ({
    name: (letters[n] as string).repeat(length),
    ip: `192.0.2.${10 * i + n}`,
  }));
  const [proxy, ...others] = servers.map((one) => one.name) as [string, ...string[]];
  const [sender, reader] = i === 1 ? ['i', 'j'] : ['q', 'r'];
  return {
    name: 'constants of the encoding',
    servers,
    clients: [
      { name: sender as string, ip: `192.0.2.${100 + i}`, proxy },
      { name: reader as string, ip: `192.0.2.${110 + i}` },
    ],
    queues: others.map((relay, n) => ({
      name: `${i === 1 ? 'k' : 'm'}${n}`,
      relay,
      from: sender as string,
      to: reader as string,
      secured: true,
      direct: false,
      unknown: false,
    })),
    orders: others.map((_, n) => ({
      atMillis: 2_000,
      queue: `${i === 1 ? 'k' : 'm'}${n}`,
      text: i === 1 ? 'good day' : 'farewell',
    })),
    latencyMillis: 9 + i,
    jitterMillis: 0,
    faults: [],
  };
}

const CONSTANT_OCTETS = 8;
const constantsOf = new WeakMap<Design, Map<string, ReadonlySet<string>>>();

/** Windows of eight octets that the encoding of a design repeats whatever it carries. */
function constants({ design, cryptography, scenario }: Trace): ReadonlySet<string> {
  const nameLengths = scenario.servers.map((one) => one.name.length);
  const known = constantsOf.get(design) ?? new Map<string, ReadonlySet<string>>();
  constantsOf.set(design, known);
  const name = `${cryptography} ${nameLengths}`;
  const before = known.get(name);
  if (before !== undefined) return before;
  const [one, other] = ([1, 2] as const).map((i) =>
    pieces(carried(run({ scenario: unrelated(i, nameLengths), design, seed: `constants ${i}`, cryptography }))),
  );
  const windows = new Set<string>();
  for (const { octets } of matches(one ?? [], other ?? [], CONSTANT_OCTETS, () => true))
    for (const window of windowsOf(octets)) windows.add(window);
  known.set(name, windows);
  return windows;
}
const windowAt = (octets: Octets, at: number): string =>
  Buffer.from(octets.subarray(at, at + CONSTANT_OCTETS)).toString('latin1');

/** Without those of one octet alone, which are constants wherever they stand. */
function windowsOf(octets: Octets): readonly string[] {
  const windows: string[] = [];
  for (let at = 0, alike = 0; at < octets.length; at++) {
    alike = octets[at] === octets[at - 1] ? alike + 1 : 1;
    const from = at + 1 - CONSTANT_OCTETS;
    if (from >= 0 && alike < CONSTANT_OCTETS) windows.push(windowAt(octets, from));
  }
  return windows;
}

/** Whether no `k` octets in a row of a match are free of constants. */
function isConstant(octets: Octets, masked: ReadonlySet<string>, k: number): boolean {
  let dullUntil = 0;
  let free = 0;
  for (let at = 0; at < octets.length; at++) {
    const window = octets.subarray(at, at + CONSTANT_OCTETS);
    if (window.length === CONSTANT_OCTETS && (masked.has(windowAt(octets, at)) || uniform(window)))
      dullUntil = at + CONSTANT_OCTETS;
    free = at < dullUntil ? 0 : free + 1;
    if (free >= k) return false;
  }
  return true;
}
const uniform = (window: Octets): boolean => window.every((octet) => octet === window[0]);

/** The relay's public data that registration carries: chains of hellos, relay keys, addresses asked for. */
const publicOf = once((trace): readonly Octets[] => {
  const wire = wireOf(trace.design);
  return carried(trace).flatMap(({ block }) => {
    const hello = decode(wire.serverHello, block);
    if (!(hello instanceof Malformed)) return [encode(chain, hello.chain)];
    const visit = decode(wire.proxyBlock, block);
    if (visit instanceof Malformed) return [];
    const { command } = visit;
    if (command.kind === 'server') return [encode(wire.address, command.address)];
    return command.kind === 'server_id' && command.relayKey !== undefined ? [encode(relayKey, command.relayKey)] : [];
  });
});

/** Whether a string that two blocks share says more than that they are blocks of one design. */
export const constantsFree = (trace: Trace, octets: Octets, k: number): boolean =>
  !isConstant(octets, constants(trace), k);

/** What enters a relay, against the messages that it hands to recipients: it hands nothing on as it came (T.P14). */
function throughRelay(runs: readonly Trace[]): Tally {
  return sum(
    runs.flatMap((trace) =>
      [...new Set(trace.scenario.queues.map((one) => one.relay))].map((relay) => {
        const entered = carried(trace).filter((one) => one.to === relay);
        const left = carried(trace).filter((one) => one.from === relay && isMessage(trace, one.block));
        const { k } = matchLimits(octetsOf(entered), octetsOf(left));
        const shared = matches(pieces(entered), pieces(left), k, (a, b) => a.session !== b.session);
        const found = shared.find((one) => !isConstant(one.octets, constants(trace), k));
        if (found === undefined) return { ...nothing, chances: left.length };
        const first = { entered: found.one, left: found.other, octets: found.octets, registration: false };
        return hit({ atMillis: found.other.at, about: places(first), story: story(first, k) });
      }),
    ),
  );
}

function isMessage(trace: Trace, block: Octets): boolean {
  const read = decode(wireOf(trace.design).smpBlock, block);
  return !(read instanceof Malformed) && read.command.kind === 'message';
}

type Direction = 'onward' | 'back';

function inCommon(direction: Direction, registration: boolean) {
  return (runs: readonly Trace[]): Tally =>
    sum(
      runs.flatMap((trace) =>
        compared(trace).map(({ k, shared, fromClients, fromRelays }) => {
          const mine = shared.filter(
            (one) =>
              one.registration === registration &&
              (isServer(trace, one.entered.from) ? 'back' : 'onward') === direction,
          );
          const chances = direction === 'onward' ? fromClients : fromRelays;
          // What left after it entered reads best.
          const first = mine.find((one) => one.left.at >= one.entered.at) ?? mine[0];
          if (first === undefined) return { ...nothing, chances };
          return {
            ...hit({ atMillis: first.left.at, about: places(first), story: story(first, k) }),
            chances,
            hits: Math.min(mine.length, chances),
          };
        }),
      ),
    );
}

const places = ({ entered, left }: Shared) => [
  { session: entered.session, atMillis: entered.at },
  { session: left.session, atMillis: left.at },
];
function story({ entered, left, octets }: Shared, k: number): string {
  const shown = Buffer.from(octets.subarray(0, 12)).toString('hex');
  return `${octets.length} octets (${shown}${octets.length > 12 ? '…' : ''}) that ${entered.from} sent to ${entered.to} at ${entered.at} ms left it for ${left.to} at ${left.at} ms; ${k} in a row are enough.`;
}

const common = {
  observer: 'the network on both links, inside TLS',
  says: 'cannot',
  method: 'exact',
  experiments: ['ordinary traffic', 'minutes apart', 'each the other’s relay'],
  cryptography: 'both',
} as const;

export const commonOctets: readonly Property[] = [
  {
    ...common,
    id: 'R3.1-onward',
    requirement: 'R3.1',
    claim: 'find octets that enter a proxy from a client in anything that leaves it on another session',
    examine: inCommon('onward', false),
  },
  {
    ...common,
    id: 'R3.1-registration',
    requirement: 'R3.1',
    claim: 'see the relay’s key, chain or address on both links of a proxy when a relay is registered',
    experiments: ['ordinary traffic'],
    examine: (runs) => sum([inCommon('onward', true)(runs), inCommon('back', true)(runs)]),
  },
  {
    ...common,
    id: 'R3.2-back',
    requirement: 'R3.2',
    claim: 'find octets that enter a proxy from a relay in anything that leaves it on another session',
    examine: inCommon('back', false),
  },
  {
    ...common,
    id: 'T.P14-relay',
    requirement: 'T.P14',
    claim: 'find octets that enter a relay in a message that it hands to a recipient',
    experiments: ['two worlds: through a proxy, or direct'],
    examine: throughRelay,
  },
];
