// A recording from a capture of packets, through the tshark that the user has; it is run without a shell, and what it says
// is read as figures alone. Without a key log times and lengths are all there is.
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Readable } from 'node:stream';
import type { Recording } from '../properties/inspection/recording.ts';
import { gatherer, inOrder } from './blocks-file.ts';
import { type RelayEnd, sorter } from './capture-blocks.ts';
import { LongLine, linesOf } from './lines.ts';
import { systemTrouble } from './system-trouble.ts';
import { frameOf, guessersInTls, tsharkArguments } from './tshark-fields.ts';
import { clean } from './untrusted.ts';
import { cut } from './wrap.ts';

const MISSING =
  'reading a capture needs tshark, and there is none: install it (on Debian: apt-get install tshark), or give the blocks as one JSON object on each line';
/** A frame on the wire has at most 64 KiB of records, twice as many digits. */
const MOST_LINE_OCTETS = 1_000_000;
const MOST_COMPLAINT = 4_000;

/** First octets of pcapng, of pcap in both orders and resolutions, and of what gzip packed. */
const MAGICS = ['0a0d0d0a', 'd4c3b2a1', 'a1b2c3d4', '4d3cb2a1', 'a1b23c4d', '1f8b'];

/** Whether a file is a capture, by how it begins; false for one that cannot be read. */
export async function isCapture(file: string): Promise<boolean> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
      const begins = buffer.subarray(0, bytesRead).toString('hex');
      return MAGICS.some((magic) => begins.startsWith(magic));
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

export interface Capture {
  readonly file: string;
  readonly keylog: string | undefined;
  readonly relay: RelayEnd;
}

/** Reads a capture, or says in one line why it cannot. */
export async function readCapture({ file, keylog, relay }: Capture, signal: AbortSignal): Promise<Recording | string> {
  if (keylog !== undefined)
    try {
      accessSync(keylog, constants.R_OK);
    } catch (error) {
      return `${clean(keylog)}: expected a TLS key log: ${systemTrouble(error)}`;
    }
  // Settings that a user has made for Wireshark would change what it says.
  const settings = mkdtempSync(join(tmpdir(), 'hopscope-tshark-'));
  const env = { ...process.env, LC_ALL: 'C', WIRESHARK_CONFIG_DIR: settings };
  try {
    const decodes = await outputOf(['-G', 'heuristic-decodes'], env, signal);
    if (decodes === undefined) return MISSING;
    const child = spawn('tshark', tsharkArguments(file, keylog, guessersInTls(decodes)), {
      env,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return await recordingFrom(child, file, relay, signal);
  } finally {
    rmSync(settings, { recursive: true, force: true });
  }
}

/** What tshark prints; undefined where it cannot be run. */
function outputOf(given: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((settle, fail) => {
    execFile('tshark', given, { env, signal, maxBuffer: 16 * 1024 * 1024 }, (error, stdout) => {
      if (signal.aborted) fail(error ?? new Error('interrupted'));
      else settle(error === null ? stdout : undefined);
    });
  });
}

async function recordingFrom(
  child: ChildProcessByStdio<null, Readable, Readable>,
  file: string,
  relay: RelayEnd,
  signal: AbortSignal,
): Promise<Recording | string> {
  const ended = new Promise<number | null>((settle) => {
    child.once('error', () => settle(null));
    child.once('close', (code) => settle(code));
  });
  let complaint = '';
  child.stderr.on('data', (octets: Buffer) => {
    complaint = (complaint + octets.toString('utf8')).slice(-MOST_COMPLAINT);
  });
  const { take, finish } = sorter(relay);
  const { add, blocks } = gatherer();
  let trouble: string | undefined;
  try {
    for await (const line of linesOf(child.stdout, MOST_LINE_OCTETS)) {
      const frame = frameOf(line);
      trouble = frame === undefined ? 'expected lines of figures from tshark, found others' : addAll(take(frame), add);
      if (trouble !== undefined) break;
    }
  } catch (error) {
    if (signal.aborted) throw error;
    if (!(error instanceof LongLine)) throw error;
    trouble = 'a frame has more TLS records than any network carries';
  }
  if (trouble !== undefined) {
    child.kill();
    await ended;
    return `${clean(file)}: ${trouble}`;
  }
  const code = await ended;
  if (signal.aborted) throw new Error('interrupted');
  const said = cut(
    clean(
      complaint
        .split('\n')
        .filter((line) => !/^Running as user/.test(line))
        .join(' '),
    ),
    200,
  );
  if (code !== 0 && blocks.length === 0)
    return `${clean(file)}: tshark cannot read it: ${said || `it ended with ${code}`}`;
  const sorted = finish();
  if (sorted.blocks.length === 0)
    return `${clean(file)}: expected TLS application data to or from ${relay.ip}${relay.port === undefined ? '' : ` (port ${relay.port})`}, found none`;
  const torn = code === 0 ? [] : [`tshark did not read the capture to its end: ${said}`];
  return { source: 'capture', unit: 'frame', blocks: inOrder(sorted.blocks), remarks: [...torn, ...sorted.remarks] };
}

function addAll<B>(some: readonly B[], add: (one: B) => string | undefined): string | undefined {
  for (const one of some) {
    const trouble = add(one);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}
