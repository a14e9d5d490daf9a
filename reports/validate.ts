// The command `npm run validate`.
import process from 'node:process';
import { ownTerminal } from './terminal.ts';
import { validation } from './validation.ts';

process.exitCode = await validation(process.argv.slice(2), ownTerminal());
