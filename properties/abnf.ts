// ABNF (RFC 5234 and 7405) as far as the specification uses it: a parser into plain data, and what names lead to.
// Text that it does not know is a value; text that it reads although the RFC forbids it is listed as a departure.

export type Part =
  | { readonly kind: 'choice'; readonly of: readonly Part[] }
  | { readonly kind: 'sequence'; readonly of: readonly Part[] }
  | { readonly kind: 'repetition'; readonly min: number; readonly max: number; readonly of: Part }
  | { readonly kind: 'option'; readonly of: Part }
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'letters'; readonly text: string; readonly exactCase: boolean }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'call'; readonly name: string; readonly of: Part; readonly size: number };
export interface Definition {
  readonly name: string;
  readonly part: Part;
  /** The right-hand side without comments, blanks as single spaces. */
  readonly text: string;
  readonly comment: string;
}
/** Something that the parser reads although RFC 5234 has no such syntax. */
export interface Departure {
  readonly rule: string;
  readonly what: 'underscore in a name' | 'space after a repeat count' | 'call';
  readonly text: string;
}
export interface Grammar {
  readonly definitions: readonly Definition[];
  readonly departures: readonly Departure[];
}
export interface Unexpected {
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  readonly found: string;
}

const NAME = /[A-Za-z][A-Za-z0-9_-]*/y;
const BLANK = /(?:[ \t]+|;[^\n]*|\r?\n(?=[ \t\r\n]))*/y; // inside a rule: a new line goes on only if it is indented
const BETWEEN = /(?:\s|;[^\n]*)*/y;

/** Without comments, with single spaces: two texts of one rule compare equal. */
export const normalise = (definition: string): string =>
  definition
    .replace(/"[^"\n]*"|;[^\n]*/g, (one) => (one.startsWith(';') ? '' : one))
    .replace(/\s+/g, ' ')
    .trim();

/** The grammar of `text`, or the first place where it stops being one. */
export function parse(text: string): Grammar | Unexpected {
  let at = 0;
  let rule = '';
  let problem: Unexpected | undefined;
  const definitions: Definition[] = [];
  const departures: Departure[] = [];

  function eat(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    const found = problem === undefined ? pattern.exec(text) : null;
    if (found === null) return undefined;
    at = pattern.lastIndex;
    return found;
  }
  function fail(expected: string): Part {
    const lines = text.slice(0, at).split('\n');
    const found = /^\S*/.exec(text.slice(at))?.[0] || 'the end of the line';
    problem ??= { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, expected, found };
    return { kind: 'sequence', of: [] };
  }
  function name(defines: boolean): string | undefined {
    const found = eat(NAME)?.[0];
    const known = found?.replaceAll('-', '_'); // the hyphen of a corrected text changes nothing else
    if (defines) rule = known ?? '';
    if (found?.includes('_') && !departures.some((one) => one.text === found))
      departures.push({ rule, what: 'underscore in a name', text: found });
    return known;
  }
  const all = (of: readonly Part[], kind: 'choice' | 'sequence'): Part =>
    of.length === 1 ? (of[0] as Part) : { kind, of };

  function alternatives(): Part {
    const of: Part[] = [];
    do {
      eat(BLANK);
      of.push(concatenation());
      eat(BLANK);
    } while (eat(/\//y));
    return all(of, 'choice');
  }
  function concatenation(): Part {
    const of: Part[] = [repetition()];
    for (;;) {
      const before = at;
      eat(BLANK);
      const next = problem === undefined ? text.charAt(at) : '';
      if (next === '' || '/)],\n\r'.includes(next)) {
        at = before;
        return all(of, 'sequence');
      }
      of.push(repetition());
    }
  }
  function repetition(): Part {
    const count = eat(/(\d*)\*(\d*)|\d+/y);
    if (count === undefined) return element();
    if (eat(/[ \t]+/y)) departures.push({ rule, what: 'space after a repeat count', text: count[0] });
    const of = element();
    const exact = count[1] === undefined;
    const min = exact ? Number(count[0]) : Number(count[1]);
    const max = exact ? min : count[2] ? Number(count[2]) : Number.POSITIVE_INFINITY;
    return min <= max ? { kind: 'repetition', min, max, of } : fail('a repeat count that rises');
  }
  function enclosed(close: RegExp, what: string): Part {
    const of = alternatives();
    eat(BLANK);
    return eat(close) ? of : fail(what);
  }
  function element(): Part {
    const start = at;
    const reference = name(false);
    if (reference !== undefined) return eat(/\(/y) ? call(reference, start) : { kind: 'reference', name: reference };
    if (eat(/\(/y)) return enclosed(/\)/y, '")"');
    if (eat(/\[/y)) return { kind: 'option', of: enclosed(/\]/y, '"]"') };
    const letters = eat(/(%[si])?"([\x20\x21\x23-\x7e]*)"/iy);
    if (letters) return { kind: 'letters', text: letters[2] as string, exactCase: letters[1]?.toLowerCase() === '%s' };
    const numbers = eat(/%x([0-9a-f]{1,2})(?:-([0-9a-f]{1,2})|((?:\.[0-9a-f]{1,2})+))?(?![0-9a-f])/iy);
    if (numbers === undefined) return fail('an element');
    const [, first, last, more = ''] = numbers;
    const range = (from = '', to = from): Part => ({
      kind: 'range',
      from: Number.parseInt(from, 16),
      to: Number.parseInt(to, 16),
    });
    return all(
      [
        range(first, last),
        ...more
          .split('.')
          .slice(1)
          .map((one) => range(one)),
      ],
      'sequence',
    );
  }
  /** `padded(rule, size)`: an encoding function in the place of a rule. */
  function call(called: string, start: number): Part {
    const of = alternatives();
    const size = eat(/,\s*(\d+)\s*\)/y);
    if (size === undefined) return fail('", size)"');
    departures.push({ rule, what: 'call', text: text.slice(start, at) });
    return { kind: 'call', name: called, of, size: Number(size[1]) };
  }

  eat(BETWEEN);
  while (problem === undefined && at < text.length) {
    if (name(true) === undefined) fail('the name of a rule');
    eat(/[ \t]*/y);
    if (eat(/=(?!\/)/y) === undefined) fail('"="');
    const start = at;
    const part = alternatives();
    eat(BLANK);
    if (problem === undefined && at < text.length && !/[\r\n]/.test(text.charAt(at))) fail('the end of the rule');
    const source = text.slice(start, at);
    const comments = [...source.replace(/"[^"\n]*"/g, '').matchAll(/;([^\n]*)/g)];
    definitions.push({
      name: rule,
      part,
      text: normalise(source),
      comment: comments.map((one) => (one[1] as string).trim()).join(' '),
    });
    eat(BETWEEN);
  }
  return problem ?? { definitions, departures };
}

/** The rules that RFC 5234 defines for everybody (B.1), without those of more than one octet. */
const CORE = parse(`ALPHA = %x41-5A / %x61-7A
BIT = "0" / "1"
CHAR = %x01-7F
CR = %x0D
CTL = %x00-1F / %x7F
DIGIT = %x30-39
DQUOTE = %x22
HEXDIG = DIGIT / "A" / "B" / "C" / "D" / "E" / "F"
HTAB = %x09
LF = %x0A
OCTET = %x00-FF
SP = %x20
VCHAR = %x21-7E
WSP = SP / HTAB
`) as Grammar;

/** Names are compared as the RFC does, whatever their case. */
export function definitionOf(grammar: Grammar, name: string): Definition | undefined {
  const wanted = name.toLowerCase();
  return [...grammar.definitions, ...CORE.definitions].find((one) => one.name.toLowerCase() === wanted);
}

/** What a name stands for; nothing where it is not defined. */
export const partOf = (of: Grammar, name: string): Part => definitionOf(of, name)?.part ?? { kind: 'sequence', of: [] };

/** A part and all parts within it, in the order of the text. */
export function partsOf(part: Part): readonly Part[] {
  if (!('of' in part)) return [part];
  const inner = 'kind' in part.of ? [part.of] : part.of;
  return [part, ...inner.flatMap(partsOf)];
}

/** The names that a part mentions, in the order of the text, each as often as it stands there. */
export const references = (part: Part): readonly string[] =>
  partsOf(part).flatMap((one) => (one.kind === 'reference' ? [one.name] : []));

/** Names that are used and that neither the grammar nor RFC 5234 defines. */
export function undefinedNames(grammar: Grammar): readonly string[] {
  const used = new Set(grammar.definitions.flatMap((one) => references(one.part)));
  return [...used].filter((name) => definitionOf(grammar, name) === undefined);
}

/** The names that `start` leads to, itself included; the way does not go on through those that `closed` names. */
export function reachable(
  grammar: Grammar,
  start: string,
  closed: (name: string) => boolean = () => false,
): Set<string> {
  const found = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const known = closed(name) ? undefined : definitionOf(grammar, name);
    if (known) waiting.push(...references(known.part));
  }
  return found;
}

/** Whether a part derives any string, by a fixed point; a name without a definition is taken to derive some. */
export function derivable(grammar: Grammar): (part: Part) => boolean {
  const open = new Set(grammar.definitions.map((one) => one.name.toLowerCase()));
  const derives = (part: Part): boolean => {
    if (part.kind === 'choice') return part.of.some(derives);
    if (part.kind === 'sequence') return part.of.every(derives);
    if (part.kind === 'option' || (part.kind === 'repetition' && part.min === 0)) return true;
    if (part.kind === 'repetition' || part.kind === 'call') return derives(part.of);
    return part.kind !== 'reference' || !open.has(part.name.toLowerCase());
  };
  for (let before = -1; before !== open.size; ) {
    before = open.size;
    for (const { name, part } of grammar.definitions) if (derives(part)) open.delete(name.toLowerCase());
  }
  return derives;
}
