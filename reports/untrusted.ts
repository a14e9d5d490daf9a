// Text that may come from a scenario file, made safe for where it is shown: terminal, HTML, Markdown, Mermaid.
// Control characters and marks that turn the direction of writing are dropped everywhere.

/** Controls, format marks (zero width, direction of writing), line and paragraph separators. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** One line of visible text: what a terminal may print. */
export const clean = (text: string): string => text.replaceAll(INVISIBLE, ' ').trim();

/** Text of several lines, as the source of a property is: tabs and newlines stay, other controls go. */
export const cleanLines = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.replaceAll('\t', '  ').replaceAll(INVISIBLE, ''))
    .join('\n');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and quoted attributes of HTML and SVG. */
export const forHtml = (text: string): string =>
  clean(text).replaceAll(/[&<>"']/g, (character) => entities[character] as string);

/** For running text and table cells of Markdown. */
export const forMarkdown = (text: string): string =>
  clean(text)
    .replaceAll(/[\\`*_[\]<>|#~!&]/g, (character) => (character === '&' ? '&amp;' : `\\${character}`))
    .replace(/^([-+]|\d+[.)])(?=\s)/, '\\$1');

/** A code span of Markdown: fenced by more backticks than it holds, its bars safe in a table. */
export function codeSpan(text: string): string {
  const inside = clean(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...(inside.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? fence + inside + fence : `${fence} ${inside} ${fence}`;
}

/** For a label of a Mermaid sequence diagram, where `#` and `;` are syntax. */
export const forMermaid = (text: string): string =>
  clean(text)
    .replaceAll(/[#;<>&"`{}]/g, (character) => `#${character.charCodeAt(0)};`)
    .replace(/^end$/i, '(end)');
