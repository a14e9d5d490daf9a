// `hopscope inspect`: what a real relay received and sent, through every check that needs no ground truth.
import { setImmediate } from 'node:timers/promises';
import { inspect } from '../properties/inspection/inspect.ts';
import type { Inspection } from '../properties/inspection/inspection-result.ts';
import type { Recording } from '../properties/inspection/recording.ts';
import { readBlocks } from './blocks-file.ts';
import { inspectionJson } from './canonical-json.ts';
import { isCapture, readCapture } from './capture.ts';
import { relayEnd } from './capture-blocks.ts';
import { STATUS, type Status } from './exit-status.ts';
import { inspectionStatus } from './inspection.ts';
import { inspectionHtml } from './inspection-html.ts';
import { inspectionMarkdown } from './inspection-markdown.ts';
import { inspectionText } from './inspection-text.ts';
import { interruptibly } from './interruptible.ts';
import { makeFolder, writeAll } from './output-folder.ts';
import { cameSentence } from './provenance/came-from.ts';
import { checkoutOf } from './provenance/checkout.ts';
import { sha256OfFile } from './provenance/digest.ts';
import { toolOf } from './provenance/provenance.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';

export interface InspectOptions {
  readonly keylog?: string;
  readonly relay?: string;
  readonly within: number;
  readonly out: string;
}

/** Turns of an inspection between two looks at whether somebody wants to stop. */
const TURNS_A_LOOK = 64;

/** Runs the verb to its exit status. */
export async function inspectVerb(file: string, options: InspectOptions, terminal: Terminal): Promise<Status> {
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  const done = await interruptibly(async (signal): Promise<Inspection | string | 'interrupted'> => {
    try {
      const read = await recordingOf(file, options, signal);
      return typeof read === 'string' ? read : await inspected(read, options, signal, terminal);
    } catch (error) {
      if (signal.aborted) return 'interrupted';
      throw error;
    }
  });
  terminal.quiet();
  if (done === 'interrupted') {
    terminal.complain('hopscope: interrupted; nothing was written');
    return STATUS.interrupted;
  }
  if (typeof done === 'string') return refuse(done);
  const inputs = [{ kind: 'recording', file, sha256: await sha256OfFile(file) }];
  const came = cameSentence(toolOf(await checkoutOf()), inputs);
  const trouble =
    makeFolder(options.out) ??
    writeAll(options.out, [
      { name: 'inspect.json', text: inspectionJson(done) },
      { name: 'inspect.md', text: inspectionMarkdown(done, came) },
      { name: 'inspect.html', text: inspectionHtml(done, came) },
    ]);
  if (trouble !== undefined) return refuse(trouble);
  terminal.print(inspectionText(done));
  terminal.print(`Written to ${clean(options.out)}: inspect.html, inspect.json, inspect.md`);
  return inspectionStatus(done);
}

/** The recording of a file, by what it is; or why there is none. */
async function recordingOf(file: string, options: InspectOptions, signal: AbortSignal): Promise<Recording | string> {
  const { keylog, relay } = options;
  if (!(await isCapture(file))) {
    const needless = [...(keylog === undefined ? [] : ['--keylog']), ...(relay === undefined ? [] : ['--relay'])];
    return needless.length > 0
      ? `${file}: expected a capture with ${needless.join(' and ')}, found no pcapng or pcap`
      : readBlocks(file, signal);
  }
  if (relay === undefined) return `${file} is a capture: say which end the relay is, with --relay IP or IP:PORT`;
  const end = relayEnd(relay);
  return end === undefined
    ? `--relay: expected an address such as 192.0.2.1, 192.0.2.1:5223 or [2001:db8::1]:5223, found ${relay}`
    : readCapture({ file, keylog, relay: end }, signal);
}

async function inspected(
  recording: Recording,
  { within }: InspectOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<Inspection | 'interrupted'> {
  const turns = inspect(recording, within);
  for (let count = 0; ; count++) {
    const turn = turns.next();
    if (turn.done === true) return turn.value;
    terminal.status?.(() => `at work: ${turn.value}, ${count}`);
    if (count % TURNS_A_LOOK > 0) continue;
    await setImmediate();
    if (signal.aborted) return 'interrupted';
  }
}
