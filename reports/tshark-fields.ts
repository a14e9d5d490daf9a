// What tshark is asked about a capture, field by field, and what its lines say: TLS records with ends, times, lengths and,
// where a key log opens them, octets. Its output comes from whoever sent the packets, and is read as nothing but figures.
import { isIP } from 'node:net';

const FIELDS = [
  'frame.number',
  'frame.time_relative',
  'tcp.stream',
  'ip.src',
  'ipv6.src',
  'tcp.srcport',
  'ip.dst',
  'ipv6.dst',
  'tcp.dstport',
  'tls.record.content_type',
  'tls.record.opaque_type',
  'tls.record.length',
  'data.data',
] as const;

/** Arguments for one run. `heuristics` are protocols that would take what is inside of TLS for their own. */
export function tsharkArguments(capture: string, keylog: string | undefined, heuristics: readonly string[]) {
  return [
    ...['-r', capture, '-n', '-Q'],
    ...['-o', 'tcp.reassemble_out_of_order:TRUE'],
    ...(keylog === undefined ? [] : ['-o', `tls.keylog_file:${keylog}`]),
    ...heuristics.flatMap((name) => ['--disable-protocol', name]),
    ...['-d', 'tls.port==0-65535,data'],
    ...['-Y', 'tls.record.length'],
    ...['-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a', '-E', 'aggregator=,'],
    ...FIELDS.flatMap((field) => ['-e', field]),
  ];
}

/** Protocols that guess at what is inside of TLS, by the output of `tshark -G heuristic-decodes`. */
export const guessersInTls = (output: string): readonly string[] =>
  output.split('\n').flatMap((line) => {
    const [parent, name = ''] = line.split('\t');
    return parent === 'tls' && /^[a-z0-9_.-]{1,40}$/.test(name) ? [name] : [];
  });

export interface End {
  readonly ip: string;
  readonly port: number;
}
interface TlsRecord {
  /** As the record layer has it; 23 is application data, of TLS 1.3 before it is opened everything. */
  readonly type: number;
  readonly lengthOctets: number;
  readonly octets: Uint8Array | undefined;
  /** Whether the type is what stands inside, and not what TLS 1.3 shows outside. */
  readonly opened: boolean;
}
export interface TlsFrame {
  readonly number: number;
  readonly atMillis: number;
  readonly stream: string;
  readonly from: End;
  readonly to: End;
  readonly records: readonly TlsRecord[];
}

const APPLICATION_DATA = 23;

/** The records of one line, or undefined if it is none that tshark writes. */
export function frameOf(line: string): TlsFrame | undefined {
  const cells = line.split('\t');
  if (cells.length !== FIELDS.length) return undefined;
  const cell = (name: (typeof FIELDS)[number]): string => cells[FIELDS.indexOf(name)] as string;
  const numbers = (name: (typeof FIELDS)[number]): readonly number[] =>
    cell(name) === '' ? [] : cell(name).split(',').map(Number);
  const end = (side: 'src' | 'dst'): End => ({
    ip: cell(`ip.${side}`) || cell(`ipv6.${side}`),
    port: Number(cell(`tcp.${side}port`)),
  });
  const [from, to] = [end('src'), end('dst')];
  const [number, seconds, stream] = [
    Number(cell('frame.number')),
    Number(cell('frame.time_relative')),
    cell('tcp.stream'),
  ];
  const lengths = numbers('tls.record.length');
  const types = numbers('tls.record.content_type');
  const opaque = numbers('tls.record.opaque_type').length;
  const bodies = cell('data.data') === '' ? [] : cell('data.data').split(',');
  const sound =
    isIP(from.ip) !== 0 &&
    isIP(to.ip) !== 0 &&
    /^\d+$/.test(stream) &&
    [number, seconds, from.port, to.port, ...lengths, ...types].every((one) => Number.isFinite(one) && one >= 0) &&
    bodies.every((one) => /^(?:[0-9a-f]{2})+$/.test(one));
  if (!sound) return undefined;
  return { number, atMillis: seconds * 1_000, stream, from, to, records: recordsOf(lengths, types, opaque, bodies) };
}

/** Types stand for records in clear and for opened ones; of those that stay closed in TLS 1.3 there is only the length. */
function recordsOf(
  lengths: readonly number[],
  types: readonly number[],
  opaque: number,
  bodies: readonly string[],
): readonly TlsRecord[] {
  const allTold = types.length === lengths.length;
  const data = types.filter((type) => type === APPLICATION_DATA).length;
  let next = 0;
  return lengths.map((lengthOctets, i) => {
    const closed = !allTold && i >= lengths.length - opaque;
    const type = closed ? APPLICATION_DATA : (types[i] ?? APPLICATION_DATA);
    const body = !closed && type === APPLICATION_DATA && data === bodies.length ? bodies[next++] : undefined;
    return {
      type,
      lengthOctets,
      octets: body === undefined ? undefined : new Uint8Array(Buffer.from(body, 'hex')),
      opened: allTold && (opaque === 0 || body !== undefined || type !== APPLICATION_DATA),
    };
  });
}
