// Tokens of the languages of provers, and a cursor over them. What is no token throws a `Fault` that says where.

export class Fault extends Error {}
export const faultAt = (line: number, what: string): Fault => new Fault(`line ${line}: ${what}`);

/** Words of ProVerif that are no identifiers. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `among axiom channel choice clauses const def diff do elimtrue else equation equivalence event expand fail for forall
  foreach free fun get if implementation in insert lemma let letfun letproba new noninterf noselect not nounif or otherwise
  out param phase pred proba process proof public_vars putbegin query reduc restriction secret select set suchthat sync
  table then type weaksecret yield`.split(/\s+/),
);
/** Longest first. */
const SIGNS = [
  '==>',
  '<=>',
  '<->',
  '<-R',
  'inj-event',
  '<>',
  '<=',
  '>=',
  '->',
  '<-',
  '||',
  '&&',
  ...'=,()[]{}|;!/.*:+-^<>@#_',
];

export interface Token {
  readonly kind: 'identifier' | 'keyword' | 'integer' | 'sign' | 'end';
  readonly text: string;
  readonly line: number;
}

const PROVERIF = { keywords: KEYWORDS, signs: SIGNS };

/** What makes a language: its keywords, its signs (longest first). */
export interface Lexicon {
  readonly keywords: ReadonlySet<string>;
  readonly signs: readonly string[];
}

export function tokens(text: string, { keywords, signs }: Lexicon = PROVERIF): readonly Token[] {
  const out: Token[] = [];
  let line = 1;
  let at = 0;
  const fault = (what: string): never => {
    throw new Fault(`line ${line}: ${what}`);
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 64);
    if (rest.startsWith('(*')) {
      let depth = 0;
      do {
        if (at >= text.length) fault('a comment that does not end');
        const two = text.slice(at, at + 2);
        if (text[at] === '\n') line++;
        depth += two === '(*' ? 1 : two === '*)' ? -1 : 0;
        at += two === '(*' || two === '*)' ? 2 : 1;
      } while (depth > 0);
      continue;
    }
    const blank = /^[ \t\n\r\f]/.exec(rest);
    if (blank !== null) {
      if (rest[0] === '\n') line++;
      at++;
      continue;
    }
    const sign = signs.find((one) => rest.startsWith(one));
    const word =
      sign !== undefined && /^[a-z]/.test(sign) ? null : /^[A-Za-z][A-Za-z0-9_']*/.exec(text.slice(at, at + 4_096));
    const number = /^[0-9]+/.exec(rest);
    const found = word?.[0] ?? number?.[0] ?? sign;
    if (found === undefined) fault(`an illegal character ${JSON.stringify(rest[0])}`);
    const kind =
      word !== null ? (keywords.has(word[0]) ? 'keyword' : 'identifier') : number !== null ? 'integer' : 'sign';
    out.push({ kind, text: found as string, line });
    at += (found as string).length;
  }
  return [...out, { kind: 'end', text: 'the end', line }];
}

/** Cursor over tokens, and what all languages of this shape need. */
export class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  constructor(all: readonly Token[]) {
    this.#tokens = all;
  }
  get next(): Token {
    return this.#tokens[this.#at] as Token;
  }
  after(steps: number): Token | undefined {
    return this.#tokens[this.#at + steps];
  }
  get line(): number {
    return this.next.line;
  }
  fault(expected: string): never {
    throw new Fault(`line ${this.line}: expected ${expected}, not ${this.next.text}`);
  }
  is(text: string): boolean {
    return this.next.text === text && this.next.kind !== 'identifier';
  }
  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }
  must(text: string): void {
    if (!this.take(text)) this.fault(text);
  }
  word(what = 'an identifier'): string {
    if (this.next.kind !== 'identifier') this.fault(what);
    return (this.#tokens[this.#at++] as Token).text;
  }
  integer(): number {
    if (this.next.kind !== 'integer') this.fault('a number');
    return Number((this.#tokens[this.#at++] as Token).text);
  }
  /** One or more, with commas between. */
  list<T>(one: () => T, separator = ','): readonly T[] {
    const out = [one()];
    while (this.take(separator)) out.push(one());
    return out;
  }
  /** In parentheses; perhaps none. */
  several<T>(one: () => T): readonly T[] {
    this.must('(');
    if (this.take(')')) return [];
    const out = this.list(one);
    this.must(')');
    return out;
  }
}
