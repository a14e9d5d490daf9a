// Blocks out of the TLS records of a capture: which records are blocks, which way they went, and who was at the other end.
import { isIP } from 'node:net';
import type { RecordedBlock } from '../properties/inspection/recording.ts';
import type { End, TlsFrame } from './tshark-fields.ts';
import { counted } from './wrap.ts';

/** The relay whose traffic it is: its address, and the port on which it is sought if that is known. */
export interface RelayEnd {
  readonly ip: string;
  readonly port: number | undefined;
}

/** Of `192.0.2.1`, `192.0.2.1:5223`, `2001:db8::1` or `[2001:db8::1]:5223`; undefined for anything else. */
export function relayEnd(text: string): RelayEnd | undefined {
  const [, v6, v4, portText] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const ip = isIP(text) === 6 ? text : (v6 ?? v4 ?? '');
  const port = portText === undefined || ip === text ? undefined : Number(portText);
  if (isIP(ip) === 0 || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return { ip: plainIp(ip), port };
}
/** An address in one spelling. */
const plainIp = (ip: string): string => (isIP(ip) === 6 ? new URL(`http://[${ip}]`).hostname.slice(1, -1) : ip);

const APPLICATION_DATA = 23;
/** Closed records of TLS 1.3 in each direction among which some belong to its handshake, and the length of a closing alert. */
const [HANDSHAKE_RECORDS, ALERT_OCTETS] = [10, 19];

export interface Way {
  readonly direction: 'in' | 'out';
  readonly peer: string;
}
/** Which way a frame went, seen from the relay; undefined if it has no part in it or both ends are the same. */
export function wayOf({ from, to }: Pick<TlsFrame, 'from' | 'to'>, relay: RelayEnd): Way | undefined {
  const isRelay = ({ ip }: End): boolean => plainIp(ip) === relay.ip;
  const isPort = ({ port }: End): boolean => port === relay.port;
  const sides = isRelay(from) && isRelay(to) ? [isPort(from), isPort(to)] : [isRelay(from), isRelay(to)];
  if (sides[0] === sides[1]) return undefined;
  const [own, other] = sides[0] === true ? [from, to] : [to, from];
  // Who seeks a relay has another port every time; a relay that is sought has always the same.
  const isSought = relay.port === undefined ? own.port < other.port : own.port === relay.port;
  const address = isIP(other.ip) === 6 ? `[${other.ip}]` : other.ip;
  return { direction: sides[0] === true ? 'out' : 'in', peer: isSought ? other.ip : `${address}:${other.port}` };
}

interface Candidate {
  readonly block: RecordedBlock;
  readonly closed: boolean;
  /** The how manieth closed record of its direction in its connection. */
  readonly nth: number;
}

/** Takes the frames of a capture one by one, and gives the blocks with what there is to say about the rest. */
export function sorter(relay: RelayEnd) {
  const candidates: Candidate[] = [];
  const closedSoFar = new Map<string, number>();
  let [foreign, others] = [0, 0];
  const take = (frame: TlsFrame): readonly RecordedBlock[] => {
    const way = wayOf(frame, relay);
    if (way === undefined) {
      foreign++;
      return [];
    }
    const taken: RecordedBlock[] = [];
    for (const { type, lengthOctets, octets, opened } of frame.records) {
      if (type !== APPLICATION_DATA) {
        others++;
        continue;
      }
      const name = `${frame.stream} ${way.direction}`;
      const nth = (closedSoFar.get(name) ?? 0) + 1;
      if (!opened) closedSoFar.set(name, nth);
      const block = {
        place: frame.number,
        atMillis: frame.atMillis,
        session: frame.stream,
        ...way,
        lengthOctets,
        octets,
      };
      candidates.push({ block, closed: !opened, nth });
      taken.push(block);
    }
    return taken;
  };
  const finish = () => {
    const usual = usualLength(candidates);
    const isBlock = ({ block, closed, nth }: Candidate): boolean =>
      !closed ||
      block.lengthOctets >= usual ||
      (nth > HANDSHAKE_RECORDS &&
        !(block.lengthOctets === ALERT_OCTETS && nth === closedSoFar.get(`${block.session} ${block.direction}`)));
    const blocks = candidates.filter(isBlock).map(({ block }) => block);
    const closed = candidates.filter((one) => one.closed).length;
    const taken = candidates.length - blocks.length;
    const remarks = [
      ...(others > 0 ? [`${counted(others, 'TLS record')} of handshakes and alerts were left out.`] : []),
      ...(foreign > 0
        ? [`${counted(foreign, 'frame')} of other hosts, or between two ends that cannot be told apart, were left out.`]
        : []),
      ...(closed > 0
        ? [
            `${counted(closed, 'record')} of TLS 1.3 could not be opened, for want of their keys. What kind they are is then sealed too: ${taken} of them, shorter than usual and among the first ${HANDSHAKE_RECORDS} of a direction or a last one of ${ALERT_OCTETS} octets, were taken for handshake and alerts.`,
          ]
        : []),
    ];
    return { blocks, remarks };
  };
  return { take, finish };
}

/** The length that has most of the octets. */
function usualLength(candidates: readonly Candidate[]): number {
  const octets = new Map<number, number>();
  for (const { block } of candidates)
    octets.set(block.lengthOctets, (octets.get(block.lengthOctets) ?? 0) + block.lengthOctets);
  return [...octets].reduce(([best, most], [length, sum]) => (sum > most ? [length, sum] : [best, most]), [0, 0])[0];
}
