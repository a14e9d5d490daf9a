// The verbs and their options. Bad usage gets one line; verbs are loaded when they are asked for.
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import type { AuditOptions } from './audit-verb.ts';
import { STATUS, STATUS_HELP, type Status } from './exit-status.ts';
import type { ExploreOptions } from './explore-verb.ts';
import type { ExportOptions } from './export-verb.ts';
import { FORMATS, formatsOf } from './formats/format-names.ts';
import { BASELINE_FILE, timeOfDay } from './gate/defaults.ts';
import type { InspectOptions } from './inspect-verb.ts';
import type { MeasureOptions } from './measure-verb.ts';
import type { Part } from './part-file.ts';
import type { ReplayOptions } from './replay-verb.ts';
import type { Terminal } from './terminal.ts';
import { commandOn, refused, seedOf, several } from './usage.ts';

const PROFILES = ['quick', 'pr', 'nightly', 'release'] as const;
const MOST_JOBS = 256;
const MOST_SEEDS = 1_000;
const MOST_STATES = 16_000_000;

const AUDIT_EXAMPLES = `
Examples:
  hopscope audit                                   all designs, all properties
  hopscope audit --profile quick --design sealed   one design, within seconds
  hopscope audit --property R2.2                   one requirement
  hopscope audit --scenario my.yaml                your own scenario
  hopscope audit --design my.yaml --design sealed  a design of your own beside ours
  hopscope audit --design my-nodes.mjs             nodes of your own: code that runs
                                                   with your rights
  hopscope audit --proverif /usr/bin/proverif      with the answers of a prover
  hopscope audit --update-baseline                 write hopscope.baseline.json
  hopscope audit --baseline hopscope.baseline.json --gate gate.yaml \\
    --format sarif,junit,github,badge              the gate of a CI job
${STATUS_HELP}`;

const REPLAY_EXAMPLES = `
Example:
  hopscope replay ID      the ID of a story in report.html, report.md or audit.json

Exit status: 0 when the run is the same, octet for octet; 1 when it is not;
2 when there is no such evidence.`;

const EXPLAIN_EXAMPLES = `
Examples:
  hopscope explain R2.2
  hopscope explain R2.2-same-queue

Exit status: 0, or 2 when there is no such requirement or property.`;

const EXPLORE_EXAMPLES = `
Examples:
  hopscope explore                    two clients that write two messages each
                                      to each other, with a crash of any node
  hopscope explore --messages 1 --readers-there
  hopscope explore --messages 1 --crashes 0 --faults 1
  hopscope explore --scenario my.yaml --crashes 2 --most 5000000
  hopscope explore --worlds R2.2-same-queue --design sender-key-per-queue

Exit status: 0 when all was explored and every property holds; 1 when one is
violated; 3 when the bound on states left something out; 2 for bad usage.`;

const FRAMES_EXAMPLES = `
A line is a JSON object: {"id", "theory", "left", "right", "equivalent"} or
{"id", "theory", "frame", "target", "deducible"}. A term is a private name
(lower-case initial), a public constant (upper-case) or [function, terms...].

Example:
  hopscope frames pairs.jsonl

Exit status: 0 when every verdict is the one of its line; 1 when one is not;
2 when the file cannot be read.`;

const MEASURE_EXAMPLES = `
Examples:
  hopscope measure                          all that can be varied: minutes
  hopscope measure --over delay --seeds 3   delays of the proxy alone
  hopscope measure --over load --over cover

Exit status: 0; 130 when interrupted; 2 for bad usage.`;

const INSPECT_EXAMPLES = `
A line of blocks is a JSON object: {"atMillis", "session", "direction": "in" or
"out", "peer" (optional)} with one of "base64", "hex" and "lengthOctets"; see
reports/schemas/block-line.schema.json. A capture is read by tshark, which must
be there; records that its key log does not open have times and lengths alone.
At most 500,000 blocks and 256 MiB of octets.

Examples:
  hopscope inspect blocks.ndjson
  hopscope inspect relay.pcapng --keylog keys.log --relay 192.0.2.1:5223
  hopscope export --scenario my.yaml --blocks proxy --out seen
  hopscope inspect seen/draft.proxy.ndjson --within 50

Exit status, the first that applies: 130 interrupted; 2 bad usage or input; 1
something was found; 3 some check had too little to go by; 0 otherwise.`;

const EXPORT_EXAMPLES = `
Examples:
  hopscope export                                  all designs, all properties
  hopscope export --design sealed --property R2.2
  hopscope export --scenario my.yaml --out models  the trace of a run as well
  hopscope export --scenario my.yaml --blocks proxy    what it saw, for inspect
  proverif models/sealed.R2.2-same-queue.pv        if you have ProVerif

Each file says what a prover is expected to answer. Nothing here runs one; for
that there is: hopscope audit --proverif PATH

Exit status: 0, or 2 for names that are not there.`;

function jobsOf(value: string): number {
  const jobs = Number(value);
  if (!/^\d+$/.test(value) || jobs < 1 || jobs > MOST_JOBS)
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_JOBS}.`);
  return jobs;
}

const wholeUpTo =
  (most: number, least = 0) =>
  (value: string): number => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most)
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    return number;
  };

function shardOf(value: string): Part {
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? []).map(Number);
  if (index < 1 || index > of) throw new InvalidArgumentError('Expected I/N with I from 1 to N, such as 2/4.');
  return { index, of };
}

function dayOf(value: string): string {
  if (timeOfDay(value) === undefined) throw new InvalidArgumentError('Expected a day, such as 2027-01-31.');
  return value;
}

/** Runs what the arguments ask (without node and script) and returns the exit status. */
export async function commandLine(given: readonly string[], version: string, terminal: Terminal): Promise<Status> {
  let status: Status = STATUS.asDeclared;
  const program = commandOn(terminal, 'hopscope')
    .description('Audits relay privacy: runs the real protocol code and checks what every observer can learn.')
    .usage('<verb> [options]')
    .commandsGroup('Verbs:')
    .version(version, '-V, --version', 'print the version')
    .helpCommand(false)
    .addHelpText('after', `\nStart with: hopscope audit\n${STATUS_HELP}`);

  program
    .command('audit')
    .description('check designs against requirements; write report.html, report.md and audit.json')
    .option('--design <design>', 'one by name, or a file of your own; may be given again (default: all)', several)
    .option('--property <id>', 'a property or requirement; may be given again (default: all)', several)
    .option('--scenario <file>', 'a scenario of your own, YAML or JSON')
    .addOption(new Option('--profile <profile>', 'how much work').choices(PROFILES).default('pr'))
    .option('--seed <seed>', 'which randomness; the same seed gives the same report', seedOf, '1')
    .option('--shard <I/N>', 'do one part of the work, for --merge', shardOf)
    .addOption(new Option('--merge <folder>', 'put the parts in a folder together').conflicts('shard'))
    .option('--out <folder>', 'where to write', 'reports/out')
    .option('--jobs <n>', 'worker threads', jobsOf, availableParallelism())
    .addOption(
      new Option('--proverif <path>', 'a ProVerif of yours, to be asked as well; adds its answers').conflicts('shard'),
    )
    .option('--proverif-seconds <n>', 'how long it may take for a file', wholeUpTo(86_400, 1), 60)
    .option(
      '--format <formats>',
      `more to write: ${FORMATS.slice(0, 5).join(', ')}; several apart by commas`,
      formatsOf,
    )
    .option('--specification <file>', 'your copy of the specification, for places in SARIF')
    .addOption(new Option('--baseline <file>', 'an earlier audit to compare with').conflicts('shard'))
    .addOption(
      new Option('--update-baseline', `write what is found to the baseline (default: ${BASELINE_FILE})`).conflicts(
        'shard',
      ),
    )
    .addOption(new Option('--gate <file>', 'budgets and waivers, YAML').conflicts('shard'))
    .addOption(new Option('--today <day>', 'the day by which waivers expire (default: today)').argParser(dayOf))
    .addHelpText('after', AUDIT_EXAMPLES)
    .action(async (options: AuditOptions) => {
      const { audit } = await import('./audit-verb.ts');
      status = await audit(options, terminal);
    });

  program
    .command('replay')
    .description('run one piece of evidence again and tell its story')
    .argument('<id>', 'the id of the evidence')
    .option('--scenario <file>', 'the scenario file that it came from, if it did')
    .option('--design <file>', 'the design file or module that it came from, if it did')
    .addHelpText('after', REPLAY_EXAMPLES)
    .action(async (id: string, options: ReplayOptions) => {
      const { replay } = await import('./replay-verb.ts');
      status = await replay(id, options, terminal);
    });

  program
    .command('explore')
    .description('go through every order of events of a small scenario, with crashes and faults')
    .option('--design <name>', 'the design to explore (default: that of the scenario, or sealed)')
    .option('--scenario <file>', 'a scenario of your own, YAML or JSON')
    .option('--property <id>', 'a property or requirement; may be given again (default: all that can be)', several)
    .option('--messages <n>', 'messages that each of the two clients writes', wholeUpTo(4, 1), 2)
    .option('--readers-there', 'who reads is connected from the start, not only when all is quiet')
    .addOption(
      new Option('--worlds <property>', 'compare what an observer sees in all schedules of two worlds').conflicts([
        'scenario',
        'property',
        'readersThere',
      ]),
    )
    .option('--crashes <n>', 'crashes that may happen (default: 1, or with --worlds 0)', wholeUpTo(4))
    .option('--faults <n>', 'connections that may break, and timers that may be early', wholeUpTo(4), 0)
    .option('--most <n>', 'states to stop at', wholeUpTo(MOST_STATES, 1), 5_000_000)
    .addHelpText('after', EXPLORE_EXAMPLES)
    .action(async (options: ExploreOptions) => {
      const { exploreVerb } = await import('./explore-verb.ts');
      status = exploreVerb(options, terminal);
    });

  program
    .command('frames')
    .description('decide pairs of frames, and what can be derived, and compare with the verdicts in a file')
    .argument('<file>', 'one JSON object on each line')
    .option('--models <folder>', 'write each pair for the provers ProVerif and DeepSec as well')
    .addHelpText('after', FRAMES_EXAMPLES)
    .action(async (file: string, options: { readonly models?: string }) => {
      const { frames } = await import('./frames-verb.ts');
      status = frames(file, options, terminal);
    });

  program
    .command('export')
    .description('write the models of a design for the provers ProVerif and DeepSec')
    .option('--design <name>', 'a design or planted leak; may be given again (default: all designs)', several)
    .option('--property <id>', 'a property or requirement; may be given again (default: all)', several)
    .option('--scenario <file>', 'a scenario file: its design, and its trace in the Informal Trace Format')
    .option('--blocks <server>', 'instead: what a server of the scenario received and sent, for inspect')
    .option('--seed <seed>', 'which randomness its run has', seedOf, '1')
    .option('--out <folder>', 'where to write', 'reports/out/export')
    .addHelpText('after', EXPORT_EXAMPLES)
    .action(async (options: ExportOptions) => {
      const { exportVerb } = await import('./export-verb.ts');
      status = exportVerb(options, terminal);
    });

  program
    .command('measure')
    .description('what anonymity costs: anonymity against latency, cost against load')
    .option('--design <design>', 'by name or a file of your own: where one thing after another is turned', 'sealed')
    .option('--over <what>', 'delay, load, cover, session, proxies or flow; may be given again (default: all)', several)
    .option('--seeds <n>', 'runs of each setting', wholeUpTo(MOST_SEEDS, 2), 5)
    .option('--seed <seed>', 'which randomness; the same seed gives the same figures', seedOf, '1')
    .option('--out <folder>', 'where to write', 'reports/out')
    .option('--jobs <n>', 'worker threads', jobsOf, availableParallelism())
    .addHelpText('after', MEASURE_EXAMPLES)
    .action(async (options: MeasureOptions) => {
      const { measureVerb } = await import('./measure-verb.ts');
      status = await measureVerb(options, terminal);
    });

  program
    .command('inspect')
    .description('check what a real relay received and sent: all that needs no ground truth')
    .argument('<file>', 'blocks, one JSON object on each line; or a capture, pcapng or pcap')
    .option('--relay <end>', 'of a capture: the address of the relay, and its port if known, as IP or IP:PORT')
    .option('--keylog <file>', 'of a capture: the TLS key log that opens it')
    .option('--within <millis>', 'the longest delay that times are searched for', wholeUpTo(86_400_000, 1), 1_000)
    .option('--out <folder>', 'where to write', 'reports/out')
    .addHelpText('after', INSPECT_EXAMPLES)
    .action(async (file: string, options: InspectOptions) => {
      const { inspectVerb } = await import('./inspect-verb.ts');
      status = await inspectVerb(file, options, terminal);
    });

  program
    .command('explain')
    .description('say what a requirement or property asks, how it is checked, and why to believe the check')
    .argument('<id>', 'the id of a requirement or property')
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action(async (id: string) => {
      const { explain } = await import('./explain-verb.ts');
      status = explain(id, terminal);
    });

  for (const verb of program.commands) verb.helpOption('-h, --help', 'print this help');
  return (await refused(program, given)) ?? status;
}
