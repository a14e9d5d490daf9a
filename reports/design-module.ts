// Loads a module of nodes and makes it known to this thread. It is code that runs with the rights of whoever starts the audit.
// What is wrong with it is told in one line, never as a stack trace.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { createJiti } from 'jiti';
import type { OwnDesign } from '../properties/own-design.ts';
import { drawn, type Place, runs } from '../properties/trial.ts';
import { isKnown, makeKnown, type OwnNodes } from '../sim/own-nodes.ts';
import { fingerprint } from '../sim/trace.ts';
import { designSchema, ownDesignOf } from './design-file.ts';
import { publishedModules } from './published-modules.ts';
import { clean } from './untrusted.ts';
import { cut, listed } from './wrap.ts';
import { misfit } from './yaml-file.ts';

const KEYS = ['design', 'client', 'server'];
const MOST_WORDS = 300;

const said = (problem: unknown): string =>
  cut(
    clean((problem instanceof Error ? problem.message : String(problem)).split('\nRequire stack')[0] ?? '').replaceAll(
      / {2,}/g,
      ' ',
    ),
    MOST_WORDS,
  );

/** The design of a module, its nodes known from now on; or what is wrong with it. */
export async function loadDesignModule(file: string): Promise<OwnDesign | string> {
  const wrong = (why: string): string => `${clean(file)}: ${why}`;
  let nodes: string;
  let given: unknown;
  try {
    const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
    nodes = `${basename(file)}, SHA-256 ${hash.slice(0, 16)}`;
  } catch {
    return wrong('expected a module of nodes, found no file that can be read');
  }
  try {
    const loader = createJiti(import.meta.url, {
      fsCache: false,
      moduleCache: false,
      virtualModules: { ...publishedModules },
    });
    given = await loader.import(resolve(file), { default: true });
  } catch (problem) {
    return wrong(`cannot be loaded: ${said(problem)}`);
  }
  const made = ownNodesOf(given);
  if (typeof made === 'string') return wrong(made);
  const asked = misfit(designSchema, made.design);
  if (typeof asked === 'string') return wrong(`its design: ${asked}`);
  makeKnown(nodes, made.nodes);
  const own = ownDesignOf(asked.value, file);
  return { ...own, design: { ...own.design, nodes } };
}

/** Makes sure that the nodes of a design are known to this thread; throws where its file is no longer what it was. */
export async function needNodes({ design: { nodes }, file }: OwnDesign): Promise<void> {
  if (nodes === undefined || isKnown(nodes)) return;
  const loaded = file === undefined ? 'no file of it was given' : await loadDesignModule(file);
  if (typeof loaded === 'string') throw new Error(loaded);
  if (loaded.design.nodes !== nodes) throw new Error(`${file}: expected ${nodes}, found ${loaded.design.nodes}`);
}

function ownNodesOf(given: unknown): { readonly design: unknown; readonly nodes: OwnNodes } | string {
  if (typeof given !== 'object' || given === null || !('design' in given))
    return 'expected a default export with a design, and a client or a server';
  const { design, client, server } = given as Readonly<Record<string, unknown>>;
  const strange = Object.keys(given).filter((key) => !KEYS.includes(key));
  if (strange.length > 0) return `expected ${listed(KEYS)} in its default export, found ${listed(strange)}`;
  for (const [name, made] of Object.entries({ client, server }))
    if (made !== undefined && typeof made !== 'function') return `expected a function for ${name}`;
  if (client === undefined && server === undefined) return 'expected a client or a server beside the design';
  return { design, nodes: given as OwnNodes };
}

/** What a node does by chance may show in one run and not in another. */
const PLACES: readonly Place[] = (['ordinary traffic', 'minutes apart'] as const).flatMap((experiment) =>
  [0, 1].map((number) => ({ seed: '1', experiment, number })),
);

/** Why the nodes of a design cannot be judged: they are not to be made, or the same run does not come out the same. */
export function unsteady({ design, file }: OwnDesign): string | undefined {
  if (design.nodes === undefined) return undefined;
  const once = (): string =>
    PLACES.flatMap((place) => runs(drawn(place), design, place, 'ideal').map(fingerprint)).join('');
  try {
    const [first, second] = [once(), once()];
    if (first === second) return undefined;
  } catch (problem) {
    return `${clean(file ?? '')}: its nodes cannot be run: ${said(problem)}`;
  }
  return `${clean(file ?? '')}: its nodes are not deterministic, the same run came out otherwise the second time; a node takes all chance from context.crypto, all time from context.now, and keeps all it remembers in its state`;
}
