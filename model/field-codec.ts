// The rules of fields that a design adds: encoder, decoder, bounds and ABNF of each out of its declaration.
import { type Codec, type LeftOut, octets, optional, type Rule, rule, short } from './codec.ts';
import type { ExtraField } from './design.ts';
import type { Octets } from './octets.ts';

/** Values by the names of their fields. */
export type Fields = Readonly<Record<string, Octets>>;

type Stands = ExtraField['stands'];
/** The rule of one field. In a command a length octet tells that it is absent; beside the corr id it is always there. */
export const ruleOf = ({ name, stands, octets: count }: ExtraField): Rule<Octets> =>
  rule(name, stands === 'in the command' ? short(count, count) : octets(count));

/** The fields of a command, or those beside the corr id, one after the other. */
export function fieldsCodec(some: readonly ExtraField[], stands: Stands): LeftOut<Fields> {
  const each = some
    .filter((one) => one.stands === stands)
    .map((one) => {
      const own = ruleOf(one);
      const codec: Codec<Octets | undefined> =
        stands === 'in the command'
          ? optional(own)
          : { ...own, write: (value, out) => own.write(value ?? new Uint8Array(one.octets), out) };
      return { name: one.name, codec };
    });
  const sum = (bound: 'min' | 'max'): number => each.reduce((total, { codec }) => total + codec.size[bound], 0);
  return {
    mayBeLeftOut: true,
    abnf: each.map(({ codec }) => codec.abnf).join(' '),
    size: { min: sum('min'), max: sum('max') },
    write: (value, out) => {
      for (const { name, codec } of each) codec.write(value?.[name], out);
    },
    read: (input) => {
      if (each.length === 0) return undefined;
      const read = each.map(({ name, codec }) => [name, codec.read(input)] as const);
      return Object.fromEntries(read.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
    },
  };
}
