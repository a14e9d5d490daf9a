// Completion of verbs, options and their values for three shells. No word is written here: all come from the program.
import type { Command } from 'commander';
import { type UsageOption, type UsageValue, type UsageVerb, usageOf, verbsOf } from './usage-tree.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

/** Text that all three shells take as it is. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const flagsOf = ({ options }: UsageVerb): readonly string[] => options.flatMap(({ flags }) => flags);

/** Where nothing is offered, readline offers files. */
function bash(top: UsageVerb, verbs: readonly UsageVerb[]): string {
  const { name } = top;
  const words = (one: UsageVerb): string =>
    [...one.values.flatMap(({ choices }) => choices), ...flagsOf(one)].join(' ');
  const taking = verbs.flatMap((verb) =>
    verb.options.flatMap(({ flags, value }) =>
      value === undefined
        ? []
        : [{ choices: value.choices.join(' '), after: flags.map((flag) => quoted(`${verb.name} ${flag}`)).join('|') }],
    ),
  );
  const free = taking.filter(({ choices }) => choices === '').map(({ after }) => after);
  return [
    `_${name}() {
  local word=$2 previous=$3 verb= words=
  if [ "$COMP_CWORD" -gt 1 ]; then verb=\${COMP_WORDS[1]}; fi
  case "$verb $previous" in`,
    ...taking.flatMap(({ choices, after }) => (choices === '' ? [] : [`    ${after}) words=${quoted(choices)} ;;`])),
    `    ${free.join('|')}) ;;`,
    `    ' '*) words=${quoted([...verbs.map((verb) => verb.name), ...flagsOf(top)].join(' '))} ;;`,
    ...verbs.map((verb) => `    ${quoted(`${verb.name} `)}*) words=${quoted(words(verb))} ;;`),
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    `complete -o default -F _${name} ${name}`,
  ].join('\n');
}

/** Inside the specs of zsh, colons and brackets part what belongs together. */
const zshText = (text: string): string => text.replaceAll(/[\\:[\]]/g, '\\$&');
const zshValue = ({ name, choices, isPath }: UsageValue): string =>
  `:${zshText(name)}:${choices.length > 0 ? `(${choices.join(' ')})` : isPath ? '_files' : ''}`;
const zshOption = ({ flags, says, value }: UsageOption): readonly string[] =>
  flags.map((flag) => quoted(`*${flag}[${zshText(says)}]${value === undefined ? '' : zshValue(value)}`));

function zsh(top: UsageVerb, verbs: readonly UsageVerb[]): string {
  const { name } = top;
  return [
    `#compdef ${name}`,
    `_${name}() {`,
    '  local -a verbs',
    '  verbs=(',
    ...verbs.map((verb) => `    ${quoted(`${zshText(verb.name)}:${verb.says}`)}`),
    '  )',
    '  if (( CURRENT == 2 )); then',
    "    _describe -t verbs 'verb' verbs",
    `    _arguments ${top.options.flatMap(zshOption).join(' ')}`,
    '    return',
    '  fi',
    '  local verb=$words[2]',
    '  shift words',
    '  (( CURRENT-- ))',
    '  case $verb in',
    ...verbs.flatMap((verb) => [
      `    ${verb.name})`,
      '      _arguments \\',
      [...verb.values.map((value) => quoted(zshValue(value))), ...verb.options.flatMap(zshOption)]
        .map((spec) => `        ${spec}`)
        .join(' \\\n'),
      '      ;;',
    ]),
    '  esac',
    '}',
    `if [ "$funcstack[1]" = "_${name}" ]; then _${name} "$@"; else compdef _${name} ${name}; fi`,
  ].join('\n');
}

function fish(top: UsageVerb, verbs: readonly UsageVerb[]): string {
  const { name } = top;
  const rule = (condition: string, ...words: readonly string[]): string =>
    [`complete -c ${name}`, `-n ${quoted(condition)}`, ...words].join(' ');
  const offered = ({ choices, isPath }: UsageValue): readonly string[] =>
    choices.length > 0 ? ['-f', `-a ${quoted(choices.join(' '))}`] : isPath ? ['-F'] : ['-f'];
  const option = (condition: string, { flags, says, value }: UsageOption): string =>
    rule(
      condition,
      ...flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)),
      ...(value === undefined ? [] : ['-r', ...offered(value)]),
      `-d ${quoted(says)}`,
    );
  return [
    `complete -c ${name} -f`,
    ...verbs.map((verb) => rule('__fish_use_subcommand', `-a ${verb.name}`, `-d ${quoted(verb.says)}`)),
    ...top.options.map((one) => option('__fish_use_subcommand', one)),
    ...verbs.flatMap((verb) => {
      const condition = `__fish_seen_subcommand_from ${verb.name}`;
      return [
        ...verb.values.map((value) => rule(condition, ...offered(value))),
        ...verb.options.map((one) => option(condition, one)),
      ];
    }),
  ].join('\n');
}

const writers: Readonly<Record<Shell, typeof bash>> = { bash, zsh, fish };

/** A script that a shell reads. */
export function completion(shell: Shell, program: Command): string {
  return writers[shell](usageOf(program), verbsOf(program));
}
