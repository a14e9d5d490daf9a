// The config file of a folder: what its audits are asked where the command line says nothing else.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { PROFILES } from '../properties/request.ts';
import { CONFIG_FILE, type Configured } from './config-name.ts';
import { FORMATS } from './formats/format-names.ts';
import { isFile } from './own-designs.ts';
import { isSeed, MOST_JOBS, SEED_WORDS } from './usage.ts';
import { type Placed, readYaml } from './yaml-file.ts';

const file = z.string().min(1).describe('from the folder of the config file');
/** By the names that the options have. */
export const configSchema = z
  .strictObject({
    profile: z.enum(PROFILES),
    seed: z.string().refine(isSeed, SEED_WORDS),
    design: z.array(z.string().min(1)).min(1).describe('names of designs, and files'),
    property: z.array(z.string().min(1)).min(1),
    scenario: file,
    specification: file,
    baseline: file,
    gate: file,
    format: z.array(z.enum(FORMATS)).min(1),
    out: file,
    jobs: z.int().min(1).max(MOST_JOBS),
  })
  .partial();
export type Config = z.output<typeof configSchema>;
type Key = keyof Config;

const FILES: readonly Key[] = ['scenario', 'specification', 'baseline', 'gate', 'out'];

export interface ReadConfig {
  readonly file: string;
  readonly values: Config;
  readonly lineOf: (key: Key) => number;
}

/** The config file that was named, or the one that is here; nothing where there is none, or what is wrong with it. */
export function readConfig(named: string | undefined): ReadConfig | undefined | string {
  if (named === undefined && !existsSync(CONFIG_FILE)) return undefined;
  const path = named ?? CONFIG_FILE;
  const read: Placed<Config> | string = readYaml(path, configSchema as z.ZodType<Config>, 'a config file');
  if (typeof read === 'string') return read;
  const placed = (name: string): string => join(dirname(path), name);
  const { value } = read;
  const files = FILES.flatMap((key) =>
    value[key] === undefined ? [] : [[key, placed(value[key] as string)] as const],
  );
  const design = value.design && { design: value.design.map((one) => (isFile(one) ? placed(one) : one)) };
  return {
    file: path,
    values: { ...value, ...Object.fromEntries(files), ...design },
    lineOf: (key) => read.placeOf([key]).line,
  };
}

/** Gives the options of an audit that nobody gave what the file says; or what is wrong with the file. */
export function configured(command: Command): string | undefined {
  const { config } = command.opts<Configured>();
  if (config === false) return undefined;
  const read = readConfig(typeof config === 'string' ? config : undefined);
  if (read === undefined || typeof read === 'string') return read;
  const isGiven = (key: string): boolean => !['default', undefined].includes(command.getOptionValueSource(key));
  // A part of an audit is held against nothing before it is put together.
  const without: readonly Key[] = isGiven('shard') ? ['baseline', 'gate'] : [];
  for (const [key, value] of Object.entries(read.values))
    if (!isGiven(key) && !without.includes(key as Key)) command.setOptionValueWithSource(key, value, 'config');
  return undefined;
}
