// `hopscope explain`: what a requirement or a property asks, who must notice, and where the text says so.

import { explain as explained } from '../properties/explanation.ts';
import { inWords } from '../properties/property.ts';
import { requirements } from '../properties/requirements.ts';
import { STATUS, type Status } from './exit-status.ts';
import type { Terminal } from './terminal.ts';
import { unknownId } from './unknown-id.ts';
import { clean, cleanLines } from './untrusted.ts';
import { listed, wrap } from './wrap.ts';

const WIDTH = 80;
const indented = (text: string): readonly string[] => wrap(clean(text), WIDTH - 2).map((line) => `  ${line}`);

/** All there is to be asked for, one after the other. */
function listAll(terminal: Terminal): Status {
  const most = Math.max(...requirements.map(({ id }) => id.length)) + 2;
  const lines = requirements.flatMap(({ id, statement }) =>
    wrap(clean(statement), WIDTH - most).map((line, i) => (i === 0 ? id : '').padEnd(most) + line),
  );
  terminal.print([...lines, '', 'More about one: hopscope explain ID'].join('\n'));
  return STATUS.asDeclared;
}

/** Runs the verb to its exit status. */
export function explain(id: string | undefined, terminal: Terminal): Status {
  if (id === undefined) return listAll(terminal);
  const found = explained(id);
  if (found === undefined) {
    terminal.complain(`hopscope: ${clean(unknownId(id))}`);
    return STATUS.badInput;
  }
  const lines = [
    ...wrap(clean(`${found.id}: ${found.statement}`), WIDTH).map(terminal.paint.strong),
    ...found.properties.flatMap((one) => [
      '',
      terminal.paint.strong(clean(one.id)),
      ...indented(inWords(one)),
      ...indented(`Method: ${one.method}`),
      ...indented(
        one.plantedLeaks.length > 0
          ? `Planted leaks that it must catch: ${listed(one.plantedLeaks)}`
          : one.controls.length > 0
            ? `Its adversary must win against: ${listed(one.controls)}`
            : 'No planted leak names it',
      ),
    ]),
    ...(found.properties.length > 0
      ? []
      : ['', ...wrap('No line of the threat model: it is measured, and the report has the figures.', WIDTH)]),
    ...(found.source === '' ? [] : ['', terminal.paint.strong('Source'), '', cleanLines(found.source)]),
  ];
  terminal.print(lines.join('\n'));
  return STATUS.asDeclared;
}
