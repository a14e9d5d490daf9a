// A trace as Informal Trace Format, which viewers of model checkers read: one state for each event, with what everybody was
// told until then. Whole numbers stand as big ones, as the format asks of those that a reader might round.
import { createHash } from 'node:crypto';
import type { Event, Trace } from '../../sim/trace.ts';

const VARIABLES = ['micros', 'kind', 'from', 'to', 'session', 'octets', 'digest', 'told'] as const;

interface Big {
  readonly '#bigint': string;
}
type ItfValue = string | Big | readonly ItfValue[] | { readonly '#map': readonly (readonly [string, ItfValue])[] };
type ItfState = { readonly '#meta': { readonly index: number } } & Readonly<
  Record<(typeof VARIABLES)[number], ItfValue>
>;
export interface ItfTrace {
  readonly '#meta': Readonly<Record<string, string>>;
  readonly params: readonly string[];
  readonly vars: readonly string[];
  readonly states: readonly ItfState[];
}

const big = (value: number): Big => ({ '#bigint': String(Math.round(value)) });
/** What an event without a session or block has there. */
const NONE = -1;

/** The whole trace. Times are whole microseconds of the simulation. */
export function itfOf({ events, scenario, design, seed }: Trace): ItfTrace {
  const nodes = [...scenario.servers, ...scenario.clients].map(({ name }) => name);
  let told: ReadonlyMap<string, readonly string[]> = new Map(nodes.map((name) => [name, []]));
  // An answer that is to leave at a later time is recorded before what happens until then.
  const inTime = [...events].sort((a, b) => a.at - b.at);
  const states = inTime.map((event, index): ItfState => {
    if (event.kind === 'told')
      told = new Map(told).set(event.node, [...(told.get(event.node) ?? []), JSON.stringify(event.news, inHex)]);
    const { from, to } = endsOf(event);
    const block = event.kind === 'carried' ? event.block : undefined;
    return {
      '#meta': { index },
      micros: big(event.at * 1_000),
      kind: event.kind,
      from,
      to,
      session: big('session' in event ? event.session : NONE),
      octets: big(block?.length ?? NONE),
      digest: block === undefined ? '' : createHash('sha256').update(block).digest('hex'),
      told: { '#map': [...told] },
    };
  });
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      description: `${scenario.name}, design ${design.name}, seed ${seed}`,
    },
    params: [],
    vars: VARIABLES,
    states,
  };
}

/** Both ends of what went between nodes; the same node twice for what happened at one. */
function endsOf(event: Event): { readonly from: string; readonly to: string } {
  return 'from' in event ? event : { from: event.node, to: event.node };
}

const inHex = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
