// Where a report comes from, as rows that every form of it shows.
import { listed } from '../wrap.ts';
import type { Came } from './provenance.ts';

export const CAME_FROM = 'Where this report comes from';

/** A file that was read. */
interface Read {
  readonly kind: string;
  readonly file: string;
  readonly sha256: string;
}

const toolRows = ({ tool, node }: Pick<Came, 'tool' | 'node'>): readonly (readonly string[])[] => [
  [tool.name, `version ${tool.version}`],
  ['commit', commitWords(tool)],
  ['package-lock.json', tool.lock === undefined ? 'none: it came as a package' : `SHA-256 ${tool.lock}`],
  ['Node', `version ${node}`],
];
const inputRows = (inputs: readonly Read[]): readonly (readonly string[])[] =>
  inputs.map(({ kind, file, sha256 }) => [`${kind} ${file}`, `SHA-256 ${sha256}`]);

/** What and which; the first row is the head. */
export function cameRows(came: Came): readonly (readonly string[])[] {
  const { profile, seed, designs, properties, inputs } = came.request;
  return [
    ['What', 'Which'],
    ...toolRows(came),
    ['profile', profile],
    ['seed', seed],
    ...(designs === undefined ? [] : [['designs', listed(designs)]]),
    ...(properties === undefined ? [] : [['properties', listed(properties)]]),
    ...inputRows(inputs),
  ];
}

/** The same in a sentence, for the foot of a page that is of no audit. */
export const cameSentence = (tool: Pick<Came, 'tool' | 'node'>, inputs: readonly Read[] = []): string =>
  `${[...toolRows(tool), ...inputRows(inputs)].map((row) => row.join(': ')).join('; ')}.`;

function commitWords({ commit, dirty }: Came['tool']): string {
  if (commit === undefined) return 'none: it ran from no checkout';
  return dirty ? `${commit}, and changes that are in no commit` : commit;
}
