// Captures: a real one through the tshark that is there, if it is; what tshark says through a program in its place; and one
// clear sentence where there is none.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, test } from 'vitest';
import { inspectionSchema } from '../properties/inspection/inspection-result.ts';
import { relayEnd, wayOf } from '../reports/capture-blocks.ts';
import { commandLine } from '../reports/command-line.ts';
import { plain } from '../reports/summary-text.ts';
import { frameOf, guessersInTls } from '../reports/tshark-fields.ts';

const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
});
const folder = (): string => mkdtempSync(join(tmpdir(), 'hopscope-'));
const shipped = (name: string): string => new URL(`captures/${name}`, import.meta.url).pathname;

async function inspect(...given: readonly string[]) {
  const [printed, complained]: [string[], string[]] = [[], []];
  const out = folder();
  const status = await commandLine(['inspect', ...given, '--out', out], '0.0.0', {
    print: (text) => void printed.push(text),
    complain: (text) => void complained.push(text),
    paint: plain,
    progress: undefined,
    quiet: () => undefined,
  });
  const read = () => inspectionSchema.parse(JSON.parse(readFileSync(join(out, 'inspect.json'), 'utf8')));
  return { status, read, printed: printed.join('\n'), complained: complained.join('\n') };
}

/** Whether there is a tshark here; nothing but these tests asks for it. */
const isThere = (() => {
  try {
    execFileSync('tshark', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!isThere)('a real capture (skipped where tshark is not installed)', () => {
  test('gives its blocks, opened, with what the relay carried over', async () => {
    const given = ['--keylog', shipped('relay.keys'), '--relay', '127.0.0.2:5223'];
    const { status, read, complained } = await inspect(shipped('relay.pcapng'), ...given);
    expect({ status, complained }).toEqual({ status: 1, complained: '' });
    const { recorded, checks, sessions, unit } = read();
    expect(unit).toBe('frame');
    expect(recorded).toMatchObject({ blocks: 12, withOctets: 12, blocksIn: 4, blocksOut: 8, sessions: 3 });
    expect(sessions.map(({ peer }) => peer).sort()).toEqual(['127.0.0.1', '127.0.0.3:5223', '127.0.0.4']);
    expect(checks.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id)).toEqual(['common-octets']);
    const [finding] = checks[0]?.findings ?? [];
    expect(finding?.lengthOctets).toBeGreaterThanOrEqual(40);
    expect(finding?.places.map(({ offset }) => offset)).toEqual([100, 7_000]);
  });

  test('gives times and lengths without its keys, and says so', async () => {
    const { status, read } = await inspect(shipped('relay.pcapng'), '--relay', '127.0.0.2');
    expect(status).toBe(3);
    const { recorded, checks, notChecked } = read();
    expect(recorded).toMatchObject({ blocks: 12, withOctets: 0, blocksIn: 4, blocksOut: 8 });
    expect(checks.find(({ id }) => id === 'lengths')?.verdict).toBe('holds');
    expect(checks.find(({ id }) => id === 'common-octets')?.verdict).toBe('vacuous');
    expect(notChecked.join(' ')).toMatch(/could not be opened, for want of their keys.*12 of 12 blocks have no octets/);
  });

  test('of another host has nothing', async () => {
    const { status, complained } = await inspect(shipped('relay.pcapng'), '--relay', '192.0.2.1');
    expect([status, complained]).toEqual([2, expect.stringContaining('to or from 192.0.2.1, found none')]);
  });

  test('that is torn is read as far as it goes, and that is said', async () => {
    const torn = join(folder(), 'torn.pcapng');
    writeFileSync(torn, readFileSync(shipped('relay.pcapng')).subarray(0, 120_000));
    const { read } = await inspect(torn, '--keylog', shipped('relay.keys'), '--relay', '127.0.0.2:5223');
    const { recorded, notChecked } = read();
    expect(recorded.blocks).toBeGreaterThan(2);
    expect(recorded.blocks).toBeLessThan(12);
    expect(notChecked[0]).toContain('tshark did not read the capture to its end');
  });
});

/** A program in the place of tshark: what it prints of a capture, and what it ends with. */
function standIn(lines: readonly (readonly (string | number)[])[], then = 'exit 0'): void {
  const bin = folder();
  const said = lines.map((cells) => cells.join('\t')).join('\n');
  writeFileSync(join(bin, 'said'), `${said}\n`);
  const script = `#!/bin/sh\nif [ "$1" = -G ]; then printf 'tls\\thttp\\tT\\n'; exit 0; fi\n${lines.length > 0 ? `cat "${bin}/said"\n` : ''}${then}\n`;
  writeFileSync(join(bin, 'tshark'), script);
  chmodSync(join(bin, 'tshark'), 0o755);
  process.env['PATH'] = `${bin}:${path}`;
}
/** A line for a frame from one end to another, with types, opaque types and lengths of its records, and what is in them. */
const line = (
  number: number,
  [fromIp, fromPort, toIp, toPort]: readonly [string, number, string, number],
  [types, opaque, lengths, data]: readonly [string, string, string, string],
) => [number, number / 100, 0, fromIp, '', fromPort, toIp, '', toPort, types, opaque, lengths, data];
const inwards = ['192.0.2.9', 40_000, '192.0.2.1', 5223] as const;
const outwards = ['192.0.2.1', 5223, '192.0.2.9', 40_000] as const;
const capture = shipped('relay.pcapng');
const relay = ['--relay', '192.0.2.1:5223'];

describe('what tshark says', () => {
  test('becomes blocks: handshakes and alerts are left out, several records of a frame are several blocks', async () => {
    standIn([
      line(1, inwards, ['22', '', '344', '']),
      line(2, outwards, ['22,20,22,22', '23,23', '122,1,23,300', '']),
      line(3, inwards, ['20,22,23,23', '23,23,23', '1,69,19,20', '0102,030405']),
      line(4, outwards, ['23', '23', '21', '01020304']),
      line(5, outwards, ['21', '23', '19', '']),
    ]);
    const { read } = await inspect(capture, ...relay, '--keylog', shipped('relay.keys'));
    const { recorded, sessions, notChecked } = read();
    expect(recorded).toMatchObject({ blocks: 3, withOctets: 3, blocksIn: 2, blocksOut: 1, durationMillis: 10 });
    expect(sessions).toMatchObject([{ peer: '192.0.2.9', lengthsIn: 2, lengthsOut: 1 }]);
    expect(notChecked[0]).toBe('8 TLS records of handshakes and alerts were left out.');
  });

  test('of records that stay closed in TLS 1.3 is read by their lengths', async () => {
    const closed = (number: number, lengths: string) =>
      line(number, inwards, ['', lengths.replaceAll(/\d+/g, '23'), lengths, '']);
    standIn([
      line(1, inwards, ['22', '', '344', '']),
      closed(2, '69'),
      ...Array.from({ length: 12 }, (_, i) => closed(3 + i, '16401')),
      closed(20, '300'),
      closed(21, '19'),
    ]);
    const { read } = await inspect(capture, ...relay);
    const { recorded, checks } = read();
    // The record of 300 octets comes too late for a handshake, and is a block of another length.
    expect(recorded).toMatchObject({ blocks: 13, withOctets: 0 });
    expect(checks.find(({ id }) => id === 'lengths')?.verdict).toBe('violated');
  });

  test.each([
    ['no figures', [['\u001b[2Jhello']], 'exit 0', /expected lines of figures from tshark, found others/],
    [
      'an address that is none',
      [line(1, ['x', 1, 'y', 2], ['23', '', '5', 'ff'])],
      'exit 0',
      /expected lines of figures/,
    ],
    ['nothing', [], 'exit 0', /expected TLS application data to or from 192\.0\.2\.1 \(port 5223\), found none/],
    ['an error', [], "printf 'not \\033[31ma capture' >&2; exit 2", /tshark cannot read it: not {2}\[31ma capture$/],
  ])('is refused in one line where it is %s', async (_, lines, then, words) => {
    standIn(lines, then);
    const { status, complained, printed } = await inspect(capture, ...relay);
    expect({ status, printed }).toEqual({ status: 2, printed: '' });
    expect(complained).toMatch(words);
    expect(complained.split('\n')).toHaveLength(1);
  });
});

test('without tshark one sentence says what to install', async () => {
  process.env['PATH'] = folder();
  const { status, complained, printed } = await inspect(capture, ...relay);
  expect({ status, printed }).toEqual({ status: 2, printed: '' });
  expect(complained).toMatch(/needs tshark, and there is none: install it \(on Debian: apt-get install tshark\)/);
  expect(complained.split('\n')).toHaveLength(1);
});

test.each([
  [[], /say which end the relay is, with --relay/],
  [['--relay', 'relay.example'], /--relay: expected an address such as/],
  [[...relay, '--keylog', 'nowhere'], /nowhere: expected a TLS key log: there is no such file/],
])('a capture with %j is refused in one line', async (given, words) => {
  const { status, complained } = await inspect(capture, ...given);
  expect([status, complained]).toEqual([2, expect.stringMatching(words)]);
});

test.each([
  ['192.0.2.1', '192.0.2.1', undefined],
  ['192.0.2.1:5223', '192.0.2.1', 5223],
  ['2001:DB8::0:1', '2001:db8::1', undefined],
  ['[2001:db8::1]:5223', '2001:db8::1', 5223],
])('reads %s as an end', (text, ip, port) => {
  expect(relayEnd(text)).toEqual({ ip, port });
});
test.each(['', 'host', '192.0.2', '192.0.2.1:0', '192.0.2.1:99999', '[192.0.2.1', '1.2.3.4:5:6'])(
  'reads %j as none',
  (text) => {
    expect(relayEnd(text)).toBeUndefined();
  },
);

test('which way a frame went, and who is at the other end, follows from the relay', () => {
  const end = (ip: string, port: number) => ({ ip, port });
  const given = { ip: '192.0.2.1', port: 5223 };
  const [own, client] = [end('192.0.2.1', 5223), end('192.0.2.9', 40_000)];
  expect(wayOf({ from: client, to: own }, given)).toEqual({ direction: 'in', peer: '192.0.2.9' });
  expect(wayOf({ from: own, to: client }, given)).toEqual({ direction: 'out', peer: '192.0.2.9' });
  const [sought, next] = [end('192.0.2.1', 41_000), end('2001:db8::7', 443)];
  expect(wayOf({ from: sought, to: next }, given)).toEqual({ direction: 'out', peer: '[2001:db8::7]:443' });
  expect(wayOf({ from: next, to: client }, given)).toBeUndefined();
  const itself = end('192.0.2.1', 41_000);
  expect(wayOf({ from: itself, to: own }, given)).toMatchObject({ direction: 'in' });
  expect(wayOf({ from: itself, to: own }, { ...given, port: undefined })).toBeUndefined();
});

test('only protocols that guess inside of TLS are turned off, and only by their names', () => {
  expect(guessersInTls('tls\thttp\tT\ntcp\tsmb\tT\ntls\t5gli\tF\ntls\t--evil x\tT\n')).toEqual(['http', '5gli']);
});

test('a line that tshark does not write is none', () => {
  expect(frameOf('')).toBeUndefined();
  expect(frameOf(line(1, inwards, ['23', '', '5', 'zz']).join('\t'))).toBeUndefined();
  expect(frameOf(line(1, inwards, ['23', '', 'x', '']).join('\t'))).toBeUndefined();
  expect(frameOf(line(1, inwards, ['23', '', '5', 'ff']).join('\t'))?.records).toEqual([
    { type: 23, lengthOctets: 5, octets: new Uint8Array([255]), opened: true },
  ]);
});
