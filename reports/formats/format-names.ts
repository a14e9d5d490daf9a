// The names of the formats that an audit is written in, and how they are given on the command line.
import { InvalidArgumentError } from 'commander';
import { listed } from '../wrap.ts';

/** Written where they are asked for. */
export const MORE_FORMATS = ['sarif', 'junit', 'github', 'badge', 'csv', 'pdf'] as const;
/** The last three are always written. */
export const FORMATS = [...MORE_FORMATS, 'json', 'html', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

/** Adds the formats of one option, `sarif,junit`, to those given before. */
export function formatsOf(value: string, before: readonly Format[] = []): readonly Format[] {
  const names = value.split(',').map((name) => name.trim());
  if (names.some((name) => !(FORMATS as readonly string[]).includes(name)))
    throw new InvalidArgumentError(`Expected ${listed(FORMATS)}, several apart by commas.`);
  return [...new Set([...before, ...(names as Format[])])];
}
