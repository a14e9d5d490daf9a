#!/usr/bin/env node
// The command `hopscope`.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { commandLine } from './command-line.ts';
import { STATUS } from './exit-status.ts';
import { ownTerminal } from './terminal.ts';
import { clean } from './untrusted.ts';

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
try {
  process.exitCode = await commandLine(process.argv.slice(2), packageVersion(), terminal);
} catch (error) {
  terminal.quiet();
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  terminal.complain(`hopscope: a defect of hopscope itself, please report it: ${clean(message)}`);
  if (process.env['HOPSCOPE_DEBUG']) terminal.complain(stack ?? '');
  process.exitCode = STATUS.defect;
}
