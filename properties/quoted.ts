// The text of a message as stories quote it.

/** What a sentence or a label has room for. */
const MOST = 40;

/** In quotation marks, without the blanks that fill it up, and cut where it is long. */
export function quoted(text: string): string {
  const words = text.trim();
  return `“${words.length <= MOST ? words : `${words.slice(0, MOST - 1).trimEnd()}…`}”`;
}
