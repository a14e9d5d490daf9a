// What `--design` names: designs of ours by name, and files of a reviewer's own, data or a module of nodes.
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { type Design, designs } from '../model/design.ts';
import type { OwnDesign } from '../properties/own-design.ts';
import { type AuditRequest, designNamed } from '../properties/request.ts';
import { readDesign } from './design-file.ts';
import { listed } from './wrap.ts';

const DATA = ['.yaml', '.yml', '.json'];
const MODULES = ['.mjs', '.js', '.ts', '.mts'];

/** A value that ends as such files do, or has a path in it. */
export const isFile = (value: string): boolean => /[/\\]/.test(value) || [...DATA, ...MODULES].includes(extname(value));

/** A file of code, by its name. */
export const isModule = (file: string): boolean => MODULES.includes(extname(file));

export interface Asked {
  /** Of all that were asked for, in their order. */
  readonly names: readonly string[];
  readonly own: readonly OwnDesign[];
}

/** Reads the files among what was given, or says what is wrong with the first that cannot be used. */
export async function designsAsked(given: readonly string[]): Promise<Asked | string> {
  const names: string[] = [];
  const own: OwnDesign[] = [];
  for (const value of new Set(given)) {
    if (!isFile(value)) {
      names.push(value);
      continue;
    }
    const read = await ownDesign(value);
    if (typeof read === 'string') return read;
    names.push(read.design.name);
    own.push(read);
  }
  return { names, own };
}

/** That nothing is called so, and what there is. */
export function noDesign(name: string, names: readonly string[], kind = 'design', more = ''): string {
  const ends = [...DATA, ...MODULES];
  return existsSync(name)
    ? `${name}: expected a design file, which ends in ${ends.slice(0, -1).join(', ')} or ${ends.at(-1)}`
    : `no ${kind} “${name}”; there are ${listed(names)}${more}`;
}

/** A design by its name or file. */
export interface Chosen {
  readonly design: Design;
  readonly own?: OwnDesign;
}

/** Designs, planted leaks included, and files; `there` has such as came with a scenario. Or what is wrong with one. */
export async function designsChosen(
  given: readonly string[],
  there: readonly OwnDesign[] = [],
): Promise<readonly Chosen[] | string> {
  const asked = await designsAsked(given);
  if (typeof asked === 'string') return asked;
  const own = [...there, ...asked.own];
  const twice = doubled(own);
  if (twice !== undefined) return twice;
  const chosen: Chosen[] = [];
  for (const name of new Set(asked.names)) {
    const design = designNamed(name, own);
    if (design === undefined)
      return noDesign(
        name,
        [...designs, ...own.map((one) => one.design)].map((one) => one.name),
        'design or planted leak',
        ', planted leaks, and files of your own',
      );
    const mine = own.find((one) => one.design === design);
    chosen.push({ design, ...(mine && { own: mine }) });
  }
  return chosen;
}

async function ownDesign(file: string): Promise<OwnDesign | string> {
  if (!isModule(file)) return readDesign(file);
  // Who brings no code need not wait for what loads it.
  const { troubleOf } = await import('./module-trial.ts');
  const trouble = await troubleOf(file);
  if (trouble !== undefined) return trouble;
  const { loadDesignModule } = await import('./design-module.ts');
  return await loadDesignModule(file);
}

/** Two that have one name, if there are such. */
export function doubled(own: readonly OwnDesign[]): string | undefined {
  const names = own.map(({ design }) => design.name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  return twice === undefined ? undefined : `two designs are named “${twice}”; give one of them another name`;
}

/** What keeps the modules of a request, which may come from part files, from being run here. */
export async function madeKnown({ own = [] }: AuditRequest): Promise<string | undefined> {
  const modules = own.filter(({ design }) => design.nodes !== undefined);
  if (modules.length === 0) return undefined;
  const { needNodes } = await import('./design-module.ts');
  try {
    for (const one of modules) await needNodes(one);
  } catch (problem) {
    return (problem as Error).message;
  }
  return undefined;
}

/** Where code of a user's own takes part, what throws is theirs to look at; all else is a defect of ours. */
export function strange({ own = [] }: Pick<AuditRequest, 'own'>, problem: unknown): string {
  const files = own.flatMap(({ design, file }) => (design.nodes === undefined ? [] : [file ?? design.name]));
  if (files.length === 0) throw problem;
  return `${files.join(', ')}: its nodes do what cannot be judged: ${problem instanceof Error ? problem.message : String(problem)}`;
}

/** What comes of work in which nodes of a design of somebody's own may take part; or, where they spoil it, how. */
export function judgeable<T>(own: OwnDesign | undefined, work: () => T): T | string {
  try {
    return work();
  } catch (problem) {
    return strange(own === undefined ? {} : { own: [own] }, problem);
  }
}
