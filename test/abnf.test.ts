// The ABNF parser on grammars of its own: trees, what it refuses and where, and what names lead to.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { definitionOf, derivable, type Grammar, parse, reachable, undefinedNames } from '../properties/abnf.ts';
import { collisionOf, extentOf, specification } from '../properties/specification.ts';

function grammarOf(text: string): Grammar {
  const grammar = parse(text);
  if ('expected' in grammar) throw new Error(`line ${grammar.line}: expected ${grammar.expected}`);
  return grammar;
}
const partOf = (definition: string) => grammarOf(`a = ${definition}\n`).definitions[0]?.part;
const b = { kind: 'reference', name: 'b' };
const c = { kind: 'reference', name: 'c' };

test.each([
  ['b', b],
  ['(b)', b],
  ['b c', { kind: 'sequence', of: [b, c] }],
  ['b / c b', { kind: 'choice', of: [b, { kind: 'sequence', of: [c, b] }] }],
  ['(b / c) b', { kind: 'sequence', of: [{ kind: 'choice', of: [b, c] }, b] }],
  ['[b c]', { kind: 'option', of: { kind: 'sequence', of: [b, c] } }],
  ['*b', { kind: 'repetition', min: 0, max: Number.POSITIVE_INFINITY, of: b }],
  ['3*b', { kind: 'repetition', min: 3, max: Number.POSITIVE_INFINITY, of: b }],
  ['*8b', { kind: 'repetition', min: 0, max: 8, of: b }],
  ['4*4b', { kind: 'repetition', min: 4, max: 4, of: b }],
  ['12(b)', { kind: 'repetition', min: 12, max: 12, of: b }],
  ['"S"', { kind: 'letters', text: 'S', exactCase: false }],
  ['%i"S"', { kind: 'letters', text: 'S', exactCase: false }],
  ['%s"a;b"', { kind: 'letters', text: 'a;b', exactCase: true }],
  ['%x2A', { kind: 'range', from: 42, to: 42 }],
  ['%x30-39', { kind: 'range', from: 48, to: 57 }],
  [
    '%x0D.0A',
    {
      kind: 'sequence',
      of: [
        { kind: 'range', from: 13, to: 13 },
        { kind: 'range', from: 10, to: 10 },
      ],
    },
  ],
  ['padded(b, 16384)', { kind: 'call', name: 'padded', of: b, size: 16_384 }],
])('%s', (definition, tree) => {
  expect(partOf(definition)).toEqual(tree);
});

test('a rule goes on over indented lines, comments belong to the rule that they follow', () => {
  const { definitions } = grammarOf(
    '; head\n\na = b ; one; two\n  / c\n    ; three\n\n; between\nb = "; no comment"; four\nc = b',
  );
  expect(definitions.map(({ name, text, comment }) => ({ name, text, comment }))).toEqual([
    { name: 'a', text: 'b / c', comment: 'one; two three' },
    { name: 'b', text: '"; no comment"', comment: 'four' },
    { name: 'c', text: 'b', comment: '' },
  ]);
});

test.each([
  ['a b\n', 1, 3, '"="'],
  ['a = b\nb =\n', 2, 4, 'an element'],
  ['a = (b / c\n', 1, 11, '")"'],
  ['a = [b\n', 1, 7, '"]"'],
  ['a = b ] c\n', 1, 7, 'the end of the rule'],
  ['a = "b\n', 1, 5, 'an element'],
  ['a = %d65\n', 1, 5, 'an element'],
  ['a = %x100\n', 1, 5, 'an element'],
  ['a =/ b\n', 1, 3, '"="'],
  ['a = <prose>\n', 1, 5, 'an element'],
  ['a = 3*2b\n', 1, 9, 'a repeat count that rises'],
  ['a = padded(b)\n', 1, 13, '", size)"'],
  ['a = b\n  c = d\n', 2, 5, 'an element'],
  ['= b\n', 1, 1, 'the name of a rule'],
])('%j is refused where it goes wrong', (text, line, column, expected) => {
  expect(parse(text)).toMatchObject({ line, column, expected });
});

test('whatever is cut out of a grammar or put into it, the answer is a value', () => {
  const { grammar } = specification;
  const junk = fc.string({ unit: fc.constantFrom(...'ab=/()[]*%xs"";,-_9 \n\t'), maxLength: 12 });
  fc.assert(
    fc.property(fc.nat(grammar.length), fc.nat(40), junk, (at, length, more) => {
      const read = parse(grammar.slice(0, at) + more + grammar.slice(at + length));
      if ('expected' in read) expect(read.line).toBeGreaterThan(0);
      else for (const { text, part } of read.definitions) expect(partOf(text)).toEqual(part);
    }),
    { seed: 1, numRuns: 2_000 },
  );
});

test('what RFC 5234 has not is read and listed', () => {
  const { departures } = grammarOf('a_b = padded(c, 9)\nc = *8 OCTET\nd-e = 8OCTET\n');
  expect(departures).toEqual([
    { rule: 'a_b', what: 'underscore in a name', text: 'a_b' },
    { rule: 'a_b', what: 'call', text: 'padded(c, 9)' },
    { rule: 'c', what: 'space after a repeat count', text: '*8' },
  ]);
});

test('names lead on through groups and options, whatever their case; core rules need no definition', () => {
  const grammar = grammarOf('a = B / [c (d)]\nb = octet\nc = *"x"\nD = lost DIGIT\nalone = a\n');
  expect([...reachable(grammar, 'a')].map((name) => name.toLowerCase()).sort()).toEqual(
    ['a', 'b', 'c', 'd', 'digit', 'lost', 'octet'].sort(),
  );
  expect(reachable(grammar, 'a', (name) => name === 'd').has('lost')).toBe(false);
  expect(undefinedNames(grammar)).toEqual(['lost']);
});

test('a rule derives something if one alternative ends, and nothing if all lead back', () => {
  const grammar = grammarOf('a = "x" a / "y"\nb = "x" c\nc = "y" b\nd = a / b\ne = *b\nf = 2b\ng = unknown\n');
  const derives = derivable(grammar);
  expect(grammar.definitions.filter(({ part }) => derives(part)).map(({ name }) => name)).toEqual(['a', 'd', 'e', 'g']);
});

test.each([
  ['2*3OCTET ["x" "yy"]', 2, 6],
  ['"x" / 4OCTET / never', 1, 4],
  ['[never] "xy"', 2, 2],
  ['*a "x"', 1, Number.POSITIVE_INFINITY],
  ['padded("x", 40)', 40, 40],
  ['never "x"', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
])('the extent of %s', (definition, min, max) => {
  const grammar = grammarOf(`a = ${definition}\nnever = "x" never\n`);
  expect(extentOf(grammar, { kind: 'reference', name: 'a' })).toEqual({ min, max });
});

test.each([
  ['["x"] OCTET *2OCTET', '58 00'],
  ['[%x00-7F] %x60-FF *OCTET', '60 60'],
  ['["x"] %x61 *OCTET', undefined],
  ['[%x08 8OCTET] %x20 32OCTET 1*OCTET', undefined],
  ['[8OCTET] %x20 32OCTET 1*OCTET', `20 ${'00 '.repeat(7)}20${' 00'.repeat(33)}`],
])('the shortest octets with and without the option of %s', (definition, octets) => {
  const grammar = grammarOf(`a = ${definition}\n`);
  const rule = definitionOf(grammar, 'a');
  if (rule === undefined) throw new Error('no rule');
  const optional = (elements: readonly { optional: boolean }[]) => elements.some((one) => one.optional);
  expect(collisionOf(grammar, rule, (one, other) => optional(one) !== optional(other))?.octets).toEqual(octets);
});
