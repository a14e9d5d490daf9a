// Reads a gate file of a reviewer: its schema, its days and its names.
import type { z } from 'zod';
import { type Placed, readYaml } from '../yaml-file.ts';
import { timeOfDay } from './defaults.ts';
import { type GateFile, gateFileSchema, MOST_DAYS } from './gate-file.ts';
import { type Others, strangeName } from './known-names.ts';

const DAY_MILLIS = 86_400_000;

/** Reads a gate file as of a day, or says in one line what is wrong with it. */
export function readGateFile(file: string, today: string, others?: Others): GateFile | string {
  const read = readYaml<GateFile>(file, gateFileSchema as z.ZodType<GateFile>, 'a gate file');
  if (typeof read === 'string') return read;
  return wrongDay(file, read, today) ?? strangeName(file, read, others) ?? read.value;
}

function wrongDay(file: string, { value, placeOf }: Placed<GateFile>, today: string): string | undefined {
  for (const [i, { expires }] of value.waivers.entries()) {
    const time = timeOfDay(expires);
    const days = ((time ?? 0) - (timeOfDay(today) ?? 0)) / DAY_MILLIS;
    const wrong =
      time === undefined
        ? `expected a day of the calendar, found ${expires}`
        : days > MOST_DAYS
          ? `expected a day at most ${MOST_DAYS} days from ${today}, found ${expires}`
          : undefined;
    const { line, column } = placeOf(['waivers', i, 'expires']);
    if (wrong !== undefined) return `${file}:${line}:${column} waivers.${i}.expires: ${wrong}`;
  }
  return undefined;
}
