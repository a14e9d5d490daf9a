// Verbs around the audit: the files of a gate to start with, two audits compared, completion of words in a shell. Part of the command line; each is loaded when it is asked for.
import { Argument, type Command } from 'commander';
import type { Shell } from './completion.ts';
import { STATUS, type Status } from './exit-status.ts';
import type { InitOptions } from './init-verb.ts';
import type { Terminal } from './terminal.ts';
import { jobsOption } from './usage.ts';

const INIT_EXAMPLES = `
Examples:
  hopscope init                      for GitHub, in this folder
  hopscope init --gitlab --out ci    for GitLab, in the folder ci
  hopscope init --no-baseline        without the audit, at once

Exit status: that of the audit that the baseline comes out of; 0 without one; 2
when a file is there already or cannot be written.`;

const DOCTOR_EXAMPLES = `
Example:
  hopscope doctor

Exit status: 0 when audits can be made; 1 when not.`;

const DIFF_EXAMPLES = `
Verdicts, cells of the matrix, planted leaks and adversaries. Figures with
intervals are compared by: hopscope audit --baseline FILE

Examples:
  hopscope diff before reports/out
  hopscope diff main.audit.json mine.audit.json

Exit status: 0 when both say the same; 1 when not; 2 when one cannot be read.`;

const COMPLETION_EXAMPLES = `
Examples:
  hopscope completion bash > ~/.local/share/bash-completion/completions/hopscope
  hopscope completion zsh > _hopscope      into a folder of your fpath
  hopscope completion fish > ~/.config/fish/completions/hopscope.fish

Exit status: 0, or 2 for a shell that is none of these.`;
const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish'];

/** Adds the verbs to the program; `ended` is told what each ends with. */
export function addMoreVerbs(program: Command, terminal: Terminal, ended: (status: Status) => void): void {
  program
    .command('init')
    .description('write what a gate starts with: scenario, budgets, baseline and a job of CI')
    .option('--out <folder>', 'where to write', '.')
    .option('--gitlab', 'a job of GitLab (default: a workflow of GitHub)')
    .option('--force', 'write over what is there')
    .option('--no-baseline', 'make no audit, which the baseline comes out of')
    .addOption(jobsOption())
    .addHelpText('after', INIT_EXAMPLES)
    .action(async (options: InitOptions) => {
      const { init } = await import('./init-verb.ts');
      ended(await init(options, terminal));
    });

  program
    .command('doctor')
    .description('say what is there of what hopscope can use, and what its config file asks')
    .addHelpText('after', DOCTOR_EXAMPLES)
    .action(async () => {
      const { doctor } = await import('./doctor-verb.ts');
      const audit = program.commands.find((one) => one.name() === 'audit') as Command;
      ended(await doctor(audit, terminal));
    });

  program
    .command('diff')
    .description('say what one audit found otherwise than another, of two that were written')
    .argument('<before>', 'the folder or the audit.json of the one')
    .argument('<now>', 'of the other')
    .addHelpText('after', DIFF_EXAMPLES)
    .action(async (before: string, now: string) => {
      const { diff } = await import('./diff-verb.ts');
      ended(diff(before, now, terminal));
    });

  program
    .command('completion')
    .description('print what a shell completes the words of hopscope by')
    .addArgument(new Argument('<shell>', 'the shell that reads it').choices(SHELLS))
    .addHelpText('after', COMPLETION_EXAMPLES)
    .action(async (shell: Shell) => {
      const { completion } = await import('./completion.ts');
      terminal.print(completion(shell, program));
      ended(STATUS.asDeclared);
    });
}
