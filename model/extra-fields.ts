// The fields that a design adds to forwards and responses: who makes the value of each, and what it is.
// Their rules are made of the same declaration, in `field-codec.ts`.
import type { Design, ExtraField } from './design.ts';
import type { Fields } from './field-codec.ts';
import type { Context } from './node.ts';
import type { Octets } from './octets.ts';

export type Maker = 'client' | 'proxy' | 'relay';
type Value = ExtraField['value'];

/** Who puts the value in. What is carried over comes from the far end, and the proxy leaves it as it is. */
export function makerOf({ on, hop }: Pick<ExtraField, 'on' | 'hop'>): Maker {
  if (on === 'forward') return hop === 'between proxy and relay' ? 'proxy' : 'client';
  return hop === 'between client and proxy' ? 'proxy' : 'relay';
}

const ALWAYS: readonly Value[] = ['fresh', 'constant', 'counted', 'the time'];
/** What a maker can know. A response is made once, and pushed again as it is. */
export const POSSIBLE: Readonly<Record<ExtraField['on'], Readonly<Record<Maker, readonly Value[]>>>> = {
  forward: {
    client: [...ALWAYS, 'kept per client', 'kept per queue', 'kept per message'],
    proxy: [...ALWAYS, 'kept per client', 'kept per message'],
    relay: [],
  },
  response: { client: [], proxy: [...ALWAYS, 'kept per client'], relay: [...ALWAYS, 'kept per queue'] },
};

export const madeBy = (design: Design, on: ExtraField['on'], maker: Maker): readonly ExtraField[] =>
  design.fields.filter((one) => one.on === on && makerOf(one) === maker);

/** What a node remembers of the values that it gave: the random ones by what they are kept for, and its counts. */
export interface Kept {
  readonly values: Fields;
  readonly counts: Readonly<Record<string, number>>;
}
export const nothingKept: Kept = { values: {}, counts: {} };

interface Scope {
  readonly client?: string;
  readonly queue?: string;
  /** What the fields of the same message had before, if it was sent before. */
  readonly before?: Fields | undefined;
}

/** The values of fields that a node makes; nothing where there are none. */
export function filled(
  fields: readonly ExtraField[],
  given: Kept,
  scope: Scope,
  { crypto, now }: Pick<Context, 'crypto' | 'now'>,
): readonly [Kept, Fields | undefined] {
  if (fields.length === 0) return [given, undefined];
  let kept = given;
  const keep = (key: string, count: number): Octets => {
    const value = kept.values[key] ?? crypto.random(count);
    kept = { ...kept, values: { ...kept.values, [key]: value } };
    return value;
  };
  const made = ({ name, octets: count, value }: ExtraField): Octets => {
    switch (value) {
      case 'fresh':
        return crypto.random(count);
      case 'constant':
        return new Uint8Array(count);
      case 'counted': {
        const turn = (kept.counts[name] ?? 0) + 1;
        kept = { ...kept, counts: { ...kept.counts, [name]: turn } };
        return numeral(turn, count);
      }
      case 'the time':
        return numeral(Math.floor(now), count);
      case 'kept per client':
        return keep(`${name} of client ${scope.client ?? 'itself'}`, count);
      case 'kept per queue':
        return keep(`${name} of queue ${scope.queue}`, count);
      case 'kept per message':
        return scope.before?.[name] ?? crypto.random(count);
    }
  };
  const values = Object.fromEntries(fields.map((one) => [one.name, made(one)]));
  return [kept, values];
}

/** The last octets of a number, the highest first. */
function numeral(value: number, count: number): Octets {
  const out = new Uint8Array(count);
  for (let i = count - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) out[i] = rest % 256;
  return out;
}

/** Those of the fields that go on over both hops. */
export function carriedOn({ fields: all }: Design, given: Fields | undefined): Fields | undefined {
  if (given === undefined) return undefined;
  const on = all.flatMap(({ name, hop }) => {
    const value = given[name];
    return hop === 'both, carried over' && value !== undefined ? [[name, value] as const] : [];
  });
  return Object.fromEntries(on);
}

/** What stands beside the corr id of a block: the command's own, and what nobody can tell from a value where it has none. */
export function besideOf(
  { fields }: Design,
  { kind, fields: values }: { readonly kind: string; readonly fields?: Fields | undefined },
  crypto: Pick<Context['crypto'], 'random'>,
): Fields | undefined {
  const beside = fields.filter(({ stands }) => stands === 'beside the corr id');
  if (beside.length === 0) return undefined;
  return Object.fromEntries(
    beside.map(({ name, on, octets: count }) => [
      name,
      (on === kind ? values?.[name] : undefined) ?? crypto.random(count),
    ]),
  );
}

/** A command with those of its fields that stood beside the corr id. */
export function withBeside<C extends { readonly kind: string; readonly fields?: Fields | undefined }>(
  { fields }: Design,
  command: C,
  beside: Fields | undefined,
): C {
  if (beside === undefined) return command;
  const own = fields.flatMap(({ name, on }) => {
    const value = beside[name];
    return on === command.kind && value !== undefined ? [[name, value] as const] : [];
  });
  return own.length === 0 ? command : { ...command, fields: { ...command.fields, ...Object.fromEntries(own) } };
}
