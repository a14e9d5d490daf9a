// The verbs and their options. Bad usage gets one line; verbs are loaded when they are asked for.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { PROFILES } from '../properties/request.ts';
import type { AuditOptions } from './audit-verb.ts';
import { CONFIG_FILE, type Configured } from './config-name.ts';
import { STATUS, STATUS_HELP, type Status } from './exit-status.ts';
import type { ExploreOptions } from './explore-verb.ts';
import type { ExportOptions } from './export-verb.ts';
import { formatsOf, MORE_FORMATS } from './formats/format-names.ts';
import { BASELINE_FILE, timeOfDay } from './gate/defaults.ts';
import {
  AUDIT_EXAMPLES,
  EXPLAIN_EXAMPLES,
  EXPLORE_EXAMPLES,
  EXPORT_EXAMPLES,
  FRAMES_EXAMPLES,
  INSPECT_EXAMPLES,
  MEASURE_EXAMPLES,
  REPLAY_EXAMPLES,
  VERIFY_EXAMPLES,
} from './help-texts.ts';
import type { InspectOptions } from './inspect-verb.ts';
import type { MeasureOptions } from './measure-verb.ts';
import { addMoreVerbs } from './more-verbs.ts';
import type { Part } from './part-file.ts';
import type { ReplayOptions } from './replay-verb.ts';
import type { Terminal } from './terminal.ts';
import { commandOn, jobsOption, refused, seedOf, several } from './usage.ts';
import type { VerifyOptions } from './verify-verb.ts';

const MOST_SEEDS = 1_000;
const MOST_STATES = 16_000_000;

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
  const { program, ended } = programOn(version, terminal);
  return (await refused(program, given)) ?? ended();
}

/** All verbs, and what the one that ran ended with. */
export function programOn(version: string, terminal: Terminal): { program: Command; ended: () => Status } {
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
    .option('--seed <seed>', 'any text: which randomness; the same seed gives the same report', seedOf, '1')
    .option('--shard <I/N>', 'do one part of the work, for --merge', shardOf)
    .addOption(new Option('--merge <folder>', 'put the parts in a folder together').conflicts('shard'))
    .option('--out <folder>', 'where to write', 'reports/out')
    .addOption(jobsOption())
    .addOption(
      new Option('--proverif <path>', 'a ProVerif of yours, to be asked as well; adds its answers').conflicts('shard'),
    )
    .option('--proverif-seconds <n>', 'how long it may take for a file', wholeUpTo(86_400, 1), 60)
    .option('--format <formats>', `more to write: ${MORE_FORMATS.join(', ')}; several apart by commas`, formatsOf)
    .option('--specification <file>', 'your copy of the specification, for places in SARIF')
    .addOption(
      new Option('--baseline <file>', 'what an earlier audit wrote by --update-baseline, to compare with').conflicts(
        'shard',
      ),
    )
    .addOption(
      new Option('--update-baseline', `write what is found to the baseline (default: ${BASELINE_FILE})`).conflicts(
        'shard',
      ),
    )
    .addOption(new Option('--gate <file>', 'budgets and waivers, YAML').conflicts('shard'))
    .addOption(new Option('--today <day>', 'the day by which waivers expire (default: today)').argParser(dayOf))
    .addOption(new Option('--sign <key>', 'sign what is attested with an Ed25519 private key, PEM').conflicts('shard'))
    .option('--config <file>', `what it is asked where nothing else is said (default: ${CONFIG_FILE}, if there)`)
    .option('--no-config', 'read no such file')
    .addOption(
      new Option('--watch', 'again after every change of what it reads').conflicts([
        'shard',
        'merge',
        'updateBaseline',
      ]),
    )
    .addHelpText('after', AUDIT_EXAMPLES)
    .action(async (_: unknown, command: Command) => {
      const { configured } = await import('./config-file.ts');
      const wrong = configured(command);
      if (wrong !== undefined) {
        terminal.complain(`hopscope: ${wrong}`);
        status = STATUS.badInput;
        return;
      }
      const {
        watch: isWatching,
        config: __,
        ...options
      } = command.opts<AuditOptions & Configured & { watch?: true }>();
      const { audit } = await import('./audit-verb.ts');
      const { watch } = await import('./watch/watch.ts');
      status = await (isWatching ? watch : audit)(options, terminal);
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
    .option('--design <design>', 'by name, or a file of your own (default: that of the scenario, or sealed)')
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
      status = await exploreVerb(options, terminal);
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
    .option('--design <design>', 'by name, or a file; may be given again (default: all designs)', several)
    .option('--property <id>', 'a property or requirement; may be given again (default: all)', several)
    .option('--scenario <file>', 'a scenario file: its design, and its trace in the Informal Trace Format')
    .option('--blocks <server>', 'instead: what a server of the scenario received and sent, for inspect')
    .option('--seed <seed>', 'any text: which randomness its run has', seedOf, '1')
    .option('--out <folder>', 'where to write', 'reports/out/export')
    .addHelpText('after', EXPORT_EXAMPLES)
    .action(async (options: ExportOptions) => {
      const { exportVerb } = await import('./export-verb.ts');
      status = await exportVerb(options, terminal);
    });

  program
    .command('measure')
    .description('what anonymity costs: anonymity against latency, cost against load')
    .option('--design <design>', 'by name or a file of your own: where one thing after another is turned', 'sealed')
    .option('--over <what>', 'delay, load, cover, session, proxies or flow; may be given again (default: all)', several)
    .option('--seeds <n>', 'runs of each setting', wholeUpTo(MOST_SEEDS, 2), 5)
    .option('--seed <seed>', 'any text: which randomness; the same seed gives the same figures', seedOf, '1')
    .option('--out <folder>', 'where to write', 'reports/out')
    .addOption(jobsOption())
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
    .command('verify')
    .description('check what an audit wrote against its digests and its signature')
    .argument('<folder>', 'where the audit wrote to')
    .option('--key <file>', 'an Ed25519 public key, PEM: whose signature is asked for')
    .option('--rerun', 'run the audit again as well, and compare every octet of audit.json')
    .option('--scenario <file>', 'for --rerun: the scenario file that the audit read')
    .option('--design <file>', 'for --rerun: a design file or module that it read; may be given again', several)
    .addOption(jobsOption())
    .addHelpText('after', VERIFY_EXAMPLES)
    .action(async (folder: string, options: VerifyOptions) => {
      const { verify } = await import('./verify-verb.ts');
      status = await verify(folder, options, terminal);
    });

  program
    .command('explain')
    .description('say what a requirement or property asks, how it is checked, and why to believe the check')
    .argument('[id]', 'the id of a requirement or property (default: all requirements, a line each)')
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action(async (id: string | undefined) => {
      const { explain } = await import('./explain-verb.ts');
      status = explain(id, terminal);
    });

  addMoreVerbs(program, terminal, (ended) => {
    status = ended;
  });

  for (const verb of program.commands) verb.helpOption('-h, --help', 'print this help');
  return { program, ended: () => status };
}
