// A thin client and the host that its account is on: orders go up, news comes down, each in a padded record over one session.
// The host runs the client's own code; this is only what passes between it and its user's device.
import type { Millis } from '../model/node.ts';
import { round } from './agenda.ts';
import { type Faults, joins } from './faults.ts';
import type { Numbers, Traveller } from './overlay.ts';
import { THIN_RECORD_OCTETS } from './overlay-figures.ts';
import { random } from './random.ts';
import type { Recorder } from './record.ts';
import { entryOf, overlayIp } from './scenario.ts';
import { RECORD_OVERHEAD_OCTETS } from './trace.ts';

interface Setting {
  readonly seed: string;
  readonly latencyMillis: Millis;
  readonly jitterMillis: Millis;
  readonly faults: Faults;
  readonly record: Recorder;
  readonly numbers: Numbers;
}
export interface DeviceLinks {
  /** When what a user orders is at their client; at once where that runs on the device. */
  order(client: Traveller, at: Millis): Millis;
  /** What a user is told goes to their device. */
  tell(client: Traveller, at: Millis, cause: number): void;
}
interface Link {
  session: number;
  upAt: Millis;
  count: number;
  /** When each way's last record is there: a session keeps the order. */
  readonly last: { there: Millis; back: Millis };
}

export function deviceLinks({ seed, latencyMillis, jitterMillis, faults, record, numbers }: Setting): DeviceLinks {
  const links = new Map<string, Link>();
  const connect = (client: Traveller, at: Millis): Pick<Link, 'session' | 'upAt'> => {
    const session = numbers.next++;
    const ends = { from: entryOf(client) as string, to: client.name, fromIp: client.ip, toIp: hostIp(client) };
    record.add({ at, cause: undefined, kind: 'connected', session, ...ends });
    return { session, upAt: round(at + 2 * latencyMillis) };
  };
  /** Sends one record, again on a new session where the old one is cut meanwhile; gives when it is there. */
  const send = (client: Traveller, way: 'there' | 'back', at: Millis, cause: number | undefined): Millis => {
    const device = entryOf(client) as string;
    const link: Link = links.get(client.name) ?? { ...connect(client, at), count: 0, last: { there: 0, back: 0 } };
    links.set(client.name, link);
    const takesMillis = round(
      latencyMillis + (jitterMillis && jitterMillis * random(seed, 'device', client.name, link.count++).next()),
    );
    const ends = way === 'there' ? { from: device, to: client.name } : { from: client.name, to: device };
    let leaves = Math.max(at, link.upAt);
    for (;;) {
      const through = faults.clear(device, client.name, leaves, takesMillis) + takesMillis;
      const arrives = round(Math.max(through, link.last[way]));
      const cut = faults.breakages.find(
        (one) =>
          one.kind === 'cut' && joins(one.between, device, client.name) && one.at >= link.upAt && one.at < arrives,
      );
      if (cut === undefined || cut.at >= leaves)
        record.add({
          at: leaves,
          cause,
          kind: 'conveyed',
          session: link.session,
          ...ends,
          octets: THIN_RECORD_OCTETS + RECORD_OVERHEAD_OCTETS,
          arrives: cut === undefined ? arrives : undefined,
        });
      if (cut === undefined) {
        link.last[way] = arrives;
        return arrives;
      }
      // The device notices, and connects again as soon as there is a way.
      Object.assign(link, connect(client, faults.clear(device, client.name, cut.at, 2 * latencyMillis)));
      leaves = Math.max(leaves, link.upAt);
    }
  };
  return {
    order: (client, at) => (client.over === 'host' ? send(client, 'there', at, undefined) : at),
    tell(client, at, cause) {
      if (client.over === 'host') send(client, 'back', at, cause);
    },
  };
}

/** The address of the host that a client runs on where its user has a thin client. */
export const hostIp = ({ name }: Pick<Traveller, 'name'>): string => overlayIp(name, 0);
