// What the designs of an audit are, and which text they are held against, in words for whoever was not there.
import { designs, draft, sealed } from '../model/design.ts';
import type { OwnDesign } from '../properties/own-design.ts';
import type { Audit } from '../properties/result.ts';
import { clean } from './untrusted.ts';
import { counted } from './wrap.ts';

export type Decisions = Audit['designs'][number]['decisions'];
type Value = string | number | undefined;

/** A decision that stands otherwise in one design than in another. */
export interface Turned {
  readonly decision: string;
  readonly from: Value;
  readonly to: Value;
}

/** What a design decides otherwise than another; its name and its fields are no decisions. */
export const turnedIn = (decisions: Decisions, from: object): readonly Turned[] =>
  Object.entries(decisions).flatMap(([decision, to]) => {
    const was = (from as Readonly<Record<string, Value>>)[decision];
    return decision === 'fields' || decision === 'nodes' || was === to ? [] : [{ decision, from: was, to }];
  });

const WHERE =
  'Requirements and draft are read off one text, “Protecting IP addresses of the users”, which proposes first-step relays; reports/specification.md has the sentence that each requirement follows from. Designs are run as code in a simulated network: nothing here speaks of a deployment, or of another program.';

/** What each design is, one sentence for each, and at last where the requirements come from. */
export const designSentences = (audit: Audit, own: readonly OwnDesign[] = []): readonly string[] => [
  ...audit.designs.map(({ name, decisions }) => {
    if (name === draft.name) return '“draft” is the specification to the letter.';
    if (name === sealed.name)
      return `“sealed” is a design of Hopscope, made to meet the requirements: the draft with ${counted(turnedIn(decisions, draft).length, 'decision')} turned.`;
    return ownSentence(
      name,
      decisions,
      own.find(({ design }) => design.name === name),
    );
  }),
  WHERE,
];

function ownSentence(name: string, decisions: Decisions, own: OwnDesign | undefined): string {
  const who = `“${clean(name)}” is a design of the reviewer’s own`;
  const base = designs.find((one) => one.name === own?.base);
  if (base === undefined) return `${who}.`;
  const turned = turnedIn(decisions, base).map(({ decision, to }) => `${decision}: ${to}`);
  const { fields, nodes } = decisions;
  const parts = [
    ...(turned.length === 0 ? [] : [`with ${clean(turned.join('; '))}`]),
    ...(fields === undefined ? [] : [`with a field added, ${clean(String(fields))}`]),
    ...(nodes === undefined ? [] : ['with nodes of its own code']),
  ];
  return `${who}: “${base.name}” ${parts.length === 0 ? 'as it is' : parts.join(', and ')}.`;
}
