// Which keys a schema has at a place.
import { z } from 'zod';

/** JSON Schema, as far as it is read here. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** All that a node may be. */
const ways = (node: Node): readonly Node[] => [node, ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap(ways)];

function below(node: Node, step: PropertyKey): readonly Node[] {
  if (typeof step === 'number') return node.items === undefined ? [] : ways(node.items);
  const { properties = {}, additionalProperties } = node;
  const next =
    properties[String(step)] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
  return next === undefined ? [] : ways(next);
}

/** In any of the ways that the place may be filled. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const root = z.toJSONSchema(schema, { io: 'input', reused: 'inline', unrepresentable: 'any' }) as Node;
  const nodes = path.reduce<readonly Node[]>((all, step) => all.flatMap((one) => below(one, step)), ways(root));
  return [...new Set(nodes.flatMap(({ properties = {} }) => Object.keys(properties)))];
}
