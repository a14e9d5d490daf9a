// Where a report comes from, as rows that every form of it shows.
import { listed } from '../wrap.ts';
import type { Came } from './provenance.ts';

export const CAME_FROM = 'Where this report comes from';

/** What and which; the first row is the head. */
export function cameRows({ tool, node, request }: Came): readonly (readonly string[])[] {
  const { profile, seed, designs, properties, inputs } = request;
  return [
    ['What', 'Which'],
    [tool.name, `version ${tool.version}`],
    ['commit', commitWords(tool)],
    ['package-lock.json', tool.lock === undefined ? 'none: it came as a package' : `SHA-256 ${tool.lock}`],
    ['Node', `version ${node}`],
    ['profile', profile],
    ['seed', seed],
    ...(designs === undefined ? [] : [['designs', listed(designs)]]),
    ...(properties === undefined ? [] : [['properties', listed(properties)]]),
    ...inputs.map(({ kind, file, sha256 }) => [`${kind} ${file}`, `SHA-256 ${sha256}`]),
  ];
}

function commitWords({ commit, dirty }: Came['tool']): string {
  if (commit === undefined) return 'none: it ran from no checkout';
  return dirty ? `${commit}, and changes that are in no commit` : commit;
}
