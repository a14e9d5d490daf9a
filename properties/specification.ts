// The text under judgement, word for word, and what its grammar derives: how much, and which octets in two ways.
// Nothing here knows a defect; `findings` asks the questions and takes any other text as well.
import {
  type Definition,
  definitionOf,
  derivable,
  type Grammar,
  type Part,
  parse,
  partOf,
  reachable,
  references,
  type Unexpected,
} from './abnf.ts';

export interface Specification {
  readonly grammar: string;
  /** Sentences around the grammar that make a claim about it. */
  readonly onward: string;
  readonly acknowledging: string;
  readonly overhead: string;
}

export const specification: Specification = {
  grammar: `proxy_block = padded(proxy_transmission, 16384)
proxy_transmission = corr_id relay_id proxy_command
corr_id = length *8 OCTET
proxy_command = server / server_id / forward / response / error
server = "S" address [basic_auth] ; register relay, allows to optionally prevent unauthorised usage
server_id = "I" relay_id [relay_key] [expiration] ; server IDs can expire
forward = %s"F" [acknowledge_corr_id] random_dh_pub_key encrypted_block
response = %s"R" destination_id random_dh_pub_key encrypted_block; response received from the destination SMP relay
check = %s"C"
    ; check the status of sending to some relay in case there were no response – the response would be either \`response\` or \`error\`
acknowledge_corr_id = length *8 OCTET ; the last correlation ID the client received response to
relay_id = 4*4 OCTET
destination_id = length *32 OCTET
length = OCTET
error = %s"E" error
`,
  onward:
    'When proxy connects to SMP relay it would indicate that in the handshake and the SMP relay would expect the same ' +
    '`forward` command and reply with `response`.',
  acknowledging:
    'It also requires holding unconfirmed responses (they will be confirmed via acknowledge_corr_id, assuming they ' +
    'are increasing, so one forward can confirm multiple responses).',
  overhead:
    'The overhead is: 1+8 (corrId) + 1 (command) + 1+8 (acknowledge_corr_id) 4 (relayId) + 1+32 (destinationId) + ' +
    '2 (original length) + 16 (auth tag) = 74 bytes. The reserve for sent messages in SMP is ~84 bytes, so it should ' +
    'fit, barely.',
};

/** Where a finding stands: a rule by its name, or a sentence by its subject. */
export const where = {
  rule: (name: string): string => `rule ${name}`,
  grammar: 'the grammar',
  onward: 'sentence on what the relay expects from a proxy',
  acknowledging: 'sentence on confirming several responses at once',
  overhead: 'sentence on the overhead',
} as const;

/** A text as the questions of `findings` need it. */
export interface Reading {
  readonly text: Specification;
  readonly grammar: Grammar;
  readonly start: string;
  /** The names that a block can contain, and those of them that are defined. */
  readonly reached: ReadonlySet<string>;
  readonly defined: readonly string[];
  /** The alternatives of proxy_command, and what stands before each of them. */
  readonly commands: readonly Definition[];
  readonly frame: readonly string[];
}

/** The text read, or why its grammar cannot be. */
export function read(text: Specification): Reading | Unexpected {
  const grammar = parse(text.grammar);
  if ('expected' in grammar) return grammar;
  const start = grammar.definitions[0]?.name ?? '';
  const reached = reachable(grammar, start);
  const mentioned = (name: string): readonly string[] => references(partOf(grammar, name));
  return {
    text,
    grammar,
    start,
    reached,
    defined: [...reached].filter((name) => definitionOf(grammar, name)),
    commands: mentioned('proxy_command').flatMap((name) => definitionOf(grammar, name) ?? []),
    frame: mentioned('proxy_transmission').filter((name) => name !== 'proxy_command'),
  };
}

/** Least and most octets that a part derives; both are Infinity for what derives nothing. */
export interface Extent {
  readonly min: number;
  readonly max: number;
}
const NOTHING: Extent = { min: Number.POSITIVE_INFINITY, max: Number.POSITIVE_INFINITY };
const times = (count: number, octets: number): number => (count === 0 ? 0 : count * octets);

/** The extent of a part. `given` overrides names; an undefined name is read as any one octet or more. */
export function extentOf(grammar: Grammar, part: Part, given: Readonly<Record<string, number>> = {}): Extent {
  const derives = derivable(grammar);
  function grow(one: Part, above: readonly string[]): Extent {
    if (!derives(one)) return NOTHING;
    const inner = 'of' in one && 'kind' in one.of ? grow(one.of, above) : NOTHING;
    switch (one.kind) {
      case 'choice': {
        const each = one.of.filter(derives).map((alternative) => grow(alternative, above));
        return { min: Math.min(...each.map(({ min }) => min)), max: Math.max(...each.map(({ max }) => max)) };
      }
      case 'sequence': {
        const each = one.of.map((element) => grow(element, above));
        return { min: each.reduce((sum, { min }) => sum + min, 0), max: each.reduce((sum, { max }) => sum + max, 0) };
      }
      case 'repetition':
        return derives(one.of)
          ? { min: times(one.min, inner.min), max: times(one.max, inner.max) }
          : { min: 0, max: 0 };
      case 'option':
        return { min: 0, max: derives(one.of) ? inner.max : 0 };
      case 'call':
        return { min: one.size, max: one.size };
      case 'letters':
        return { min: one.text.length, max: one.text.length };
      case 'range':
        return { min: 1, max: 1 };
      case 'reference': {
        const fixed = given[one.name];
        if (fixed !== undefined) return { min: fixed, max: fixed };
        const known = definitionOf(grammar, one.name);
        if (known === undefined) return { min: 1, max: Number.POSITIVE_INFINITY };
        return above.includes(known.name) ? NOTHING : grow(known.part, [...above, known.name]);
      }
    }
  }
  return grow(part, []);
}

/** One octet of a derived string: from, to. */
type Octet = readonly [number, number];
type Line = readonly Octet[];
interface Element {
  readonly name: string;
  readonly optional: boolean;
  readonly from: number;
  readonly to: number;
}
interface Derived {
  readonly octets: Line;
  /** Where the elements of the rule begin and end; those that are not there are left out. */
  readonly elements: readonly Element[];
}
/** One string of octets that a rule derives in two ways. */
export interface Collision {
  readonly octets: string;
  readonly one: readonly Element[];
  readonly other: readonly Element[];
}
const MORE_THAN_LEAST = 2; // octets above the shortest string with all options; enough for a neighbour to give way
const DEEPEST = 64; // a rule that leads to itself without an octet between would never end

/** Every string of a part up to `room` octets, as ranges, so that one entry stands for all contents of a field. */
function linesOf(grammar: Grammar, part: Part, room: number, depth = 0): readonly Line[] {
  if (depth > DEEPEST) return [];
  const longer = (heads: readonly Line[], next: Part): readonly Line[] =>
    heads.flatMap((head) => linesOf(grammar, next, room - head.length, depth + 1).map((one) => [...head, ...one]));
  const repeated = (of: Part, min: number, max: number): readonly Line[] => {
    const found: Line[] = [];
    let heads: readonly Line[] = [[]];
    for (let count = 0; count <= max && heads.length > 0; count++) {
      if (count >= min) found.push(...heads);
      heads = longer(heads, of).filter((one) => one.length > count);
    }
    return found;
  };
  switch (part.kind) {
    case 'choice':
      return part.of.flatMap((one) => linesOf(grammar, one, room, depth + 1));
    case 'sequence':
      return part.of.reduce<readonly Line[]>(longer, [[]]);
    case 'repetition':
      return repeated(part.of, part.min, part.max);
    case 'option':
      return repeated(part.of, 0, 1);
    case 'call':
      return [];
    case 'range':
      return room < 1 ? [] : [[[part.from, part.to]]];
    case 'letters': {
      const spelt = part.exactCase ? [part.text] : [...new Set([part.text.toUpperCase(), part.text.toLowerCase()])];
      return part.text.length > room
        ? []
        : spelt.map((letters) => [...letters].map((one): Octet => [one.charCodeAt(0), one.charCodeAt(0)]));
    }
    case 'reference': {
      const known = definitionOf(grammar, part.name);
      return known === undefined
        ? repeated({ kind: 'range', from: 0, to: 255 }, 1, Number.POSITIVE_INFINITY)
        : linesOf(grammar, known.part, room, depth + 1);
    }
  }
}

/** The strings of a rule up to `room` octets, with the elements that they consist of. */
function derivations(grammar: Grammar, elements: readonly Part[], room: number): readonly Derived[] {
  const least = elements.map((one) => extentOf(grammar, one).min);
  return elements.reduce<readonly Derived[]>(
    (heads, element, i) => {
      const kept = room - least.slice(i + 1).reduce((sum, min) => sum + min, 0);
      const name = references(element).join(' ');
      return heads.flatMap(({ octets: head, elements: before }) =>
        linesOf(grammar, element, kept - head.length).map((next): Derived => {
          const to = head.length + next.length;
          const here = { name, optional: element.kind === 'option', from: head.length, to };
          return { octets: [...head, ...next], elements: next.length === 0 ? before : [...before, here] };
        }),
      );
    },
    [{ octets: [], elements: [] }],
  );
}

/** The shortest octets that `rule` derives in two ways which `differ` tells apart; nothing if none is that short. */
export function collisionOf(
  grammar: Grammar,
  rule: Definition,
  differ: (one: readonly Element[], other: readonly Element[]) => boolean,
): Collision | undefined {
  const elements = rule.part.kind === 'sequence' ? rule.part.of : [rule.part];
  const taken = elements.map((one) => extentOf(grammar, one.kind === 'option' ? one.of : one).min);
  const room = taken.reduce((sum, min) => sum + min, MORE_THAN_LEAST);
  if (!Number.isFinite(room)) return undefined;
  const all = [...derivations(grammar, elements, room)].sort((a, b) => a.octets.length - b.octets.length);
  for (const [i, one] of all.entries())
    for (const other of all.slice(i + 1)) {
      if (other.octets.length !== one.octets.length) break;
      if (!differ(one.elements, other.elements)) continue;
      const both = one.octets.map(([from, to], at): Octet => {
        const [otherFrom, otherTo] = other.octets[at] as Octet;
        return [Math.max(from, otherFrom), Math.min(to, otherTo)];
      });
      if (both.some(([from, to]) => from > to)) continue;
      const octets = both.map(([from]) => from.toString(16).padStart(2, '0')).join(' ');
      return { octets, one: one.elements, other: other.elements };
    }
  return undefined;
}
