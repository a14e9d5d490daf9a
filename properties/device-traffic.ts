// What passes on the link of one user’s device: octets with their headers, connections, and how often its radio wakes up.
// Sessions are segments of TCP there, unless a tunnel has them; the figures are those of sim/overlay-figures.ts.
import {
  HEADERS_OCTETS,
  MTU_OCTETS,
  RADIO_TAIL_MILLIS,
  SEGMENTS_AN_ACKNOWLEDGEMENT,
  TLS_OPENING_OCTETS,
  TUNNEL_OCTETS,
} from '../sim/overlay-figures.ts';
import { entryOf, type Scenario } from '../sim/scenario.ts';
import { type Event, RECORD_OVERHEAD_OCTETS, type Trace } from '../sim/trace.ts';

export type Client = Scenario['clients'][number];

/** What passed at one time. */
export interface Burst {
  readonly at: number;
  readonly upOctets: number;
  readonly downOctets: number;
}

/** Octets of a stream on the wire, and of the acknowledgements that it is answered with. */
export function segmented(octets: number): { readonly octets: number; readonly acknowledgements: number } {
  const segments = Math.ceil(octets / (MTU_OCTETS - HEADERS_OCTETS));
  return {
    octets: octets + HEADERS_OCTETS * segments,
    acknowledgements: HEADERS_OCTETS * Math.ceil(segments / SEGMENTS_AN_ACKNOWLEDGEMENT),
  };
}
/** Of what is in packets of a tunnel already. */
function tunnelledBack(octets: number): { readonly octets: number; readonly acknowledgements: number } {
  const packets = Math.ceil(octets / MTU_OCTETS);
  const acknowledgements = Math.ceil(packets / SEGMENTS_AN_ACKNOWLEDGEMENT);
  return { octets, acknowledgements: (TUNNEL_OCTETS + HEADERS_OCTETS) * acknowledgements };
}
const { there, back } = TLS_OPENING_OCTETS;
/** Three packets of TCP, then the handshake of TLS. */
const OPENING = {
  upOctets: 2 * HEADERS_OCTETS + segmented(there).octets + segmented(back).acknowledgements,
  downOctets: HEADERS_OCTETS + segmented(back).octets + segmented(there).acknowledgements,
};
/** The two messages of WireGuard's handshake, of 148 and 92 octets, each with the headers of UDP and IPv4. */
const TUNNEL_OPENING = { upOctets: 148 + 28, downOctets: 92 + 28 };
const CLOSING = { upOctets: 2 * HEADERS_OCTETS, downOctets: 2 * HEADERS_OCTETS };

/** All that passes on the link of a client’s device, in order of time. */
export function deviceTraffic(trace: Trace, client: Client): readonly Burst[] {
  const entry = entryOf(client);
  const device = client.over === 'host' ? (entry as string) : client.name;
  const amount = client.over === 'vpn' ? tunnelledBack : segmented;
  const passed = (octets: number, from: string, at: number, arrives: number | undefined): Burst[] => {
    const { octets: its, acknowledgements } = amount(octets);
    if (from === device) return [{ at, upOctets: its, downOctets: arrives === undefined ? 0 : acknowledgements }];
    return arrives === undefined ? [] : [{ at: arrives, upOctets: acknowledgements, downOctets: its }];
  };
  const burst = (event: OnNetwork): readonly Burst[] => {
    const { kind, at, from } = event;
    if (kind === 'conveyed') return passed(event.octets, from, at, event.arrives);
    if (kind === 'connected') return [{ at, ...(client.over === 'vpn' ? TUNNEL_OPENING : OPENING) }];
    // Sessions that pass through something are on the hops already.
    if (event.via !== undefined || client.over === 'host') return [];
    if (kind === 'carried') return passed(event.block.length + RECORD_OVERHEAD_OCTETS, from, at, event.arrives);
    if (kind === 'unanswered') return [{ at, upOctets: HEADERS_OCTETS, downOctets: 0 }];
    return [{ at, ...(kind === 'opened' ? OPENING : CLOSING) }];
  };
  return trace.events
    .flatMap((event) => ('from' in event && (event.from === device || event.to === device) ? burst(event) : []))
    .toSorted((a, b) => a.at - b.at);
}
type OnNetwork = Extract<Event, { readonly from: string }>;

/** Sessions and tunnels that a device opens itself. */
export const connectionsOf = (trace: Trace, client: Client): number =>
  trace.events.filter(
    (event) =>
      (event.kind === 'connected' && event.from === (client.over === 'host' ? entryOf(client) : client.name)) ||
      (event.kind === 'opened' && client.over !== 'host' && event.from === client.name),
  ).length;

/** How often a radio wakes up: something passes when it has been quiet for longer than its tail. */
export function wakeUps(times: readonly number[]): number {
  return times.filter((at, i) => i === 0 || at - (times[i - 1] as number) > RADIO_TAIL_MILLIS).length;
}
