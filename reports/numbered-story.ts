// The steps of a story as numbered lines of text.
import type { Step } from '../properties/result.ts';
import { clean } from './untrusted.ts';
import { wrap } from './wrap.ts';

export function numberedStory(steps: readonly Step[], width: number): readonly string[] {
  const margin = String(steps.length).length + 4;
  return steps.flatMap(({ from, to, label }, i) => {
    const who = from === to ? from : `${from} → ${to}`;
    return wrap(clean(`${who}: ${label}`), width - margin).map(
      (line, row) => (row === 0 ? `${i + 1}. ` : '').padStart(margin) + line,
    );
  });
}
