// What the command line takes, read off the program itself: verbs with their arguments and options. What completes words and
// what the manual tells are made from it, so that they know what the program knows.
import type { Command } from 'commander';

export interface UsageOption {
  /** As one types it: --out. */
  readonly flags: readonly string[];
  readonly says: string;
  readonly value: UsageValue | undefined;
}
/** What stands after an option, or where an argument is. */
export interface UsageValue {
  readonly name: string;
  readonly choices: readonly string[];
  readonly isPath: boolean;
}
export interface UsageVerb {
  readonly name: string;
  readonly says: string;
  readonly values: readonly UsageValue[];
  readonly options: readonly UsageOption[];
}

/** Values that are files or folders, by what the help calls them. */
const PATHS = ['file', 'folder', 'path', 'design'];
const valueNamed = (name: string, choices: readonly string[] = []): UsageValue => ({
  name,
  choices,
  isPath: PATHS.includes(name),
});

/** One command: the program itself, or a verb. */
export function usageOf(command: Command): UsageVerb {
  const help = command.createHelp();
  return {
    name: command.name(),
    says: command.description(),
    values: command.registeredArguments.map((one) => valueNamed(one.name(), one.argChoices)),
    options: help.visibleOptions(command).map((one) => {
      const [, name] = /<(.+)>/.exec(one.flags) ?? [];
      return {
        flags: [one.short, one.long].filter((flag) => flag !== undefined),
        says: help.optionDescription(one),
        value: name === undefined ? undefined : valueNamed(name, one.argChoices),
      };
    }),
  };
}

export const verbsOf = (program: Command): readonly UsageVerb[] =>
  program.createHelp().visibleCommands(program).map(usageOf);
