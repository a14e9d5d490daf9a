#!/usr/bin/env node
// The command `hopscope`.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { commandLine } from './command-line.ts';
import { orDefect } from './or-defect.ts';
import { ownTerminal } from './terminal.ts';

/** Beside the sources, or above them once compiled. */
function packageVersion(): string {
  for (const place of ['../package.json', '../../package.json'])
    try {
      return (JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      // the next place has it
    }
  return 'of unknown version';
}

const terminal = ownTerminal();
process.exitCode = await orDefect(terminal, () => commandLine(process.argv.slice(2), packageVersion(), terminal));
