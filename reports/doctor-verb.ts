// `hopscope doctor`: what is there of what hopscope can use, what it is for, and how to get what is not.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import type { Command } from 'commander';
import { type RequestOptions, requestOf } from './audit-request.ts';
import { type Config, configured, readConfig } from './config-file.ts';
import { CONFIG_FILE } from './config-name.ts';
import { STATUS, type Status } from './exit-status.ts';
import { type FormatOptions, readSources } from './formats/formats.ts';
import { BASELINE_FILE } from './gate/defaults.ts';
import { type GateOptions, readGate } from './gate/gate-options.ts';
import { GATE_FILE, SCENARIO_FILE } from './init-files.ts';
import { isModule } from './own-designs.ts';
import { BROWSERS, programIn } from './pdf.ts';
import { checkoutOf } from './provenance/checkout.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { listed, wrap } from './wrap.ts';

const WIDTH = 80;
/** As `package.json` has it. */
const LEAST_NODE = [20, 19] as const;

/** Programs that are only asked for what they are for. */
const PROGRAMS: readonly { readonly names: readonly string[]; readonly use: string; readonly get: string }[] = [
  { names: ['tshark'], use: 'hopscope inspect reads captures by it', get: 'on Debian: apt-get install tshark' },
  { names: BROWSERS, use: 'audit --format pdf prints by it', get: 'on Debian: apt-get install chromium' },
  { names: ['proverif'], use: 'audit --proverif PATH asks it', get: 'from its authors; no audit needs it' },
  { names: ['openssl'], use: 'makes keys for audit --sign', get: 'on Debian: apt-get install openssl' },
];

interface Line {
  readonly mark: '✓' | '–' | '✗';
  readonly words: string;
}

/** Runs the verb to its exit status: 0 where an audit can be made. */
export async function doctor(audit: Command, terminal: Terminal): Promise<Status> {
  const lines = [nodeLine(), await checkoutLine(), ...PROGRAMS.map(programLine), ...(await configLines(audit))];
  for (const { mark, words } of lines) {
    const [first = '', ...rest] = wrap(clean(words), WIDTH - 2);
    terminal.print([`${mark} ${first}`, ...rest.map((line) => `  ${line}`)].join('\n'));
  }
  const bad = lines.some(({ mark }) => mark === '✗');
  terminal.print(bad ? '\nAn audit cannot be made before what has ✗ is mended.' : '\nReady: hopscope audit');
  return bad ? STATUS.notAsDeclared : STATUS.asDeclared;
}

function nodeLine(): Line {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const jobs = availableParallelism();
  return fits
    ? { mark: '✓', words: `Node ${process.versions.node}, and room for ${jobs} worker threads` }
    : { mark: '✗', words: `Node ${process.versions.node}: expected ${LEAST_NODE.join('.')} or later, from nodejs.org` };
}

async function checkoutLine(): Promise<Line> {
  const { commit, dirty } = await checkoutOf();
  if (commit === undefined)
    return { mark: '–', words: 'no git checkout of its own: reports say which version they are of, and no commit' };
  return { mark: '✓', words: `commit ${commit.slice(0, 12)}${dirty ? ', with changes that are in no commit' : ''}` };
}

function programLine({ names, use, get }: (typeof PROGRAMS)[number]): Line {
  const path = programIn(process.env['PATH'] ?? '', names);
  const [name = ''] = names;
  return path === undefined
    ? { mark: '–', words: `${name}: not there. ${use}; ${get}` }
    : { mark: '✓', words: `${name}: ${path}. ${use}` };
}

/** Each option that a config file may set: its value here, and where it comes from. */
async function configLines(audit: Command): Promise<readonly Line[]> {
  const read = readConfig(undefined);
  if (typeof read === 'string') return [{ mark: '✗', words: read }];
  if (read === undefined)
    return [
      { mark: '–', words: `${CONFIG_FILE}: not here, so audits are asked what the command line says alone` },
      ...unusedLines({}),
    ];
  const { file, values, lineOf } = read;
  const known = audit.options.map((option) => option.attributeName());
  return [
    ...Object.entries(values).map(
      ([key, value]): Line => ({
        mark: known.includes(key) ? '✓' : '✗',
        words: `${file}:${lineOf(key as keyof Config)} ${key}: ${Array.isArray(value) ? listed(value) : value}`,
      }),
    ),
    ...(await refusedLines(audit)),
    ...unusedLines(values),
  ];
}

/** What an audit as the config file asks it would be refused for. The code of modules is not run for that. */
async function refusedLines(audit: Command): Promise<readonly Line[]> {
  configured(audit);
  const { design = [], ...options } = audit.opts<RequestOptions & GateOptions & FormatOptions>();
  const asked = await requestOf({ ...options, design: design.filter((one) => !isModule(one)) });
  const read = typeof asked === 'string' ? asked : readGate(options, asked.request);
  const wrong = typeof read === 'string' ? read : readSources(options);
  return typeof wrong === 'string' ? [{ mark: '✗', words: wrong }] : [];
}

/** Files that are here by the names that init gives them, and that no audit reads by itself. */
const unusedLines = ({ scenario, gate, baseline }: Config): readonly Line[] =>
  (
    [
      [SCENARIO_FILE, 'scenario', scenario],
      [GATE_FILE, 'gate', gate],
      [BASELINE_FILE, 'baseline', baseline],
    ] as const
  ).flatMap(([file, option, named]): Line[] =>
    named === undefined && existsSync(file)
      ? [{ mark: '–', words: `${file}: here, and read only where it is asked for: audit --${option} ${file}` }]
      : [],
  );
