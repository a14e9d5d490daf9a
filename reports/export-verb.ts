// `hopscope export`: writes the models of designs for provers, and the trace of a scenario for viewers of model checkers.
import { join } from 'node:path';
import { designs } from '../model/design.ts';
import { exportedFiles } from '../properties/export/exported-files.ts';
import { itfOf } from '../properties/export/itf.ts';
import { isModelled } from '../properties/export/proving.ts';
import { fileNameOf, questions } from '../properties/export/questions.ts';
import { lineOf } from '../properties/inspection/block-line.ts';
import { recordingOf } from '../properties/inspection/simulated.ts';
import { run } from '../sim/run.ts';
import { STATUS, type Status } from './exit-status.ts';
import { makeFolder, type OutputFile, writeAll } from './output-folder.ts';
import { type Chosen, designsChosen } from './own-designs.ts';
import { type ReadScenario, readScenario } from './scenario-file.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { counted, listed, wrap } from './wrap.ts';

export interface ExportOptions {
  readonly design?: readonly string[];
  readonly property?: readonly string[];
  readonly scenario?: string;
  readonly blocks?: string;
  readonly seed: string;
  readonly out: string;
}

const WIDTH = 80;
const NOT_MODELLED = 'models follow decisions, and have neither fields that a design adds nor nodes of its own';

/** Runs the verb to its exit status. */
export async function exportVerb(options: ExportOptions, terminal: Terminal): Promise<Status> {
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  const file = options.scenario === undefined ? undefined : readScenario(options.scenario);
  if (typeof file === 'string') return refuse(file);
  const names = options.design ?? (file?.own === undefined ? designs.map(({ name }) => name) : [file.own.design.name]);
  const chosen = await designsChosen(names, file?.own && [file.own]);
  if (typeof chosen === 'string') return refuse(chosen);

  if (options.blocks !== undefined) {
    const written = blocksOf(options.blocks, chosen, file, options);
    return typeof written === 'string' ? refuse(written) : told(written, options.out, terminal);
  }

  const asked = options.property ?? [];
  const about = (id: string) =>
    questions.filter((one) => one.id === id || one.requirement === id || one.lines.includes(id));
  const unknown = asked.find((id) => about(id).length === 0);
  if (unknown !== undefined)
    return refuse(
      `no property or requirement “${unknown}” that provers are asked; there are ${listed(questions.map(({ id }) => id))}`,
    );
  const wanted =
    asked.length === 0 ? questions : questions.filter((one) => asked.some((id) => about(id).includes(one)));

  const unmodelled = chosen.filter(({ design }) => !isModelled(design)).map(({ design }) => design.name);
  const models = chosen.flatMap(({ design }) => (isModelled(design) ? exportedFiles(design, wanted) : []));
  const traces: OutputFile[] =
    file === undefined
      ? []
      : chosen.map(({ design }) => {
          const trace = run({ scenario: file.scenario, design, seed: options.seed, cryptography: 'ideal' });
          return { name: `${fileNameOf(design)}.itf.json`, text: `${JSON.stringify(itfOf(trace))}\n` };
        });
  if (models.length + traces.length === 0)
    return refuse(`${listed(unmodelled)}: ${NOT_MODELLED}; export --scenario FILE writes a trace of it`);
  const trouble = makeFolder(options.out) ?? writeAll(options.out, [...models, ...traces]);
  if (trouble !== undefined) return refuse(trouble);

  const many = (ending: string): number => models.filter(({ name }) => name.endsWith(ending)).length;
  terminal.print(
    [
      `Written to ${clean(options.out)}: ${counted(many('.pv'), 'file')} for ProVerif, ${counted(many('.dps'), 'file')} for DeepSec${traces.length > 0 ? ` and ${counted(traces.length, 'trace')}` : ''}.`,
      ...(unmodelled.length === 0 ? [] : wrap(clean(`No model of ${listed(unmodelled)}: ${NOT_MODELLED}.`), WIDTH)),
      'Each says on top what it asks and what is expected of a prover; none was run.',
      ...models.slice(0, 1).map(({ name }) => `If you have ProVerif: proverif ${clean(join(options.out, name))}`),
    ].join('\n'),
  );
  return STATUS.asDeclared;
}

/** What a server of the scenario received and sent under each design, with real cryptography; or why there is none. */
function blocksOf(
  server: string,
  chosen: readonly Chosen[],
  file: ReadScenario | undefined,
  { seed, out, property }: ExportOptions,
): readonly string[] | string {
  if (file === undefined) return '--blocks: expected a --scenario whose server it is';
  if (property !== undefined) return '--blocks: expected no --property beside it';
  const { scenario } = file;
  if (!scenario.servers.some(({ name }) => name === server))
    return `no server “${server}” in the scenario; there are ${listed(scenario.servers.map(({ name }) => name))}`;
  const files = chosen.map(({ design }): OutputFile => {
    const { blocks } = recordingOf(run({ scenario, design, seed, cryptography: 'real' }), server);
    const text = blocks.map((one) => `${lineOf(one)}\n`).join('');
    return { name: `${fileNameOf(design)}.${server.replaceAll(' ', '-')}.ndjson`, text };
  });
  return makeFolder(out) ?? writeAll(out, files) ?? files.map(({ name }) => name);
}

function told(names: readonly string[], out: string, terminal: Terminal): Status {
  const [first = ''] = names;
  terminal.print(`Written to ${clean(out)}: ${names.join(', ')}`);
  terminal.print(`Try: hopscope inspect ${clean(join(out, first))} --within 50`);
  return STATUS.asDeclared;
}
