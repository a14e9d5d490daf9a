// Defects of the specification's text (S.*), found by questions put to its grammar and sums, whatever the text.
// What is wrong is computed; only what Hopscope does instead is told by hand. A corrected text has no finding.
import { NONCE_OCTETS } from '../model/crypto.ts';
import { type Design, draft, sealed } from '../model/design.ts';
import { BLOCK_OCTETS, problem, wireOf } from '../model/grammar.ts';
import { bodyOctets } from '../model/layers.ts';
import { rules } from '../model/printed-grammar.ts';
import {
  type Definition,
  type Departure,
  definitionOf,
  derivable,
  type Part,
  partOf,
  partsOf,
  reachable,
  references,
  undefinedNames,
} from './abnf.ts';
import { overheadOf } from './budget.ts';
import type { Finding } from './result.ts';
import {
  type Collision,
  collisionOf,
  extentOf,
  type Reading,
  read,
  type Specification,
  specification,
  where,
} from './specification.ts';

/** The defects of a text, in a constant order; one alone where the grammar cannot even be read. */
export function findings(text: Specification = specification): Finding[] {
  const reading = read(text);
  if ('expected' in reading) {
    const { line, column, expected, found } = reading;
    return [at('syntax', where.grammar)`Line ${line}, column ${column} has ${found} instead of ${expected}.`];
  }
  return [syntax, names, lengths, options, fields, padding, security, answers, overhead].flatMap((question) => [
    ...question(reading),
  ]);
}
type Answers = Generator<Finding>;
type Way = Collision['one'];
type Words = string | number | readonly string[];

const mentions = (one: Definition, name: string): boolean => references(one.part).includes(name);
type Letters = Extract<Part, { kind: 'letters' }>;
const lettersIn = (part: Part): readonly Letters[] => partsOf(part).filter((one) => one.kind === 'letters');
const ours = (name: string): string => rules(wireOf(draft)).find((one) => one.name === name)?.definition ?? 'nothing';
const spentOf = (design: Design): string => {
  const { commandRoom, responseRoom } = wireOf(design);
  return `${BLOCK_OCTETS - commandRoom} for a forward and ${BLOCK_OCTETS - responseRoom} for a response in ${design.name}`;
};
const and = (words: Words): string =>
  typeof words !== 'object' || words.length < 2 ? `${words}` : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** A finding in words; a line break in the template is a space. */
const at =
  (id: string, place: string) =>
  (between: TemplateStringsArray, ...words: readonly Words[]): Finding => ({
    id: `S.${id}`,
    text: between
      .map((piece, i) => piece.replace(/\s+/g, ' ') + and(words[i] ?? ''))
      .join('')
      .trim(),
    where: place,
  });
const rule = (id: string, name: string) => at(id, where.rule(name));

function* syntax({ grammar: { departures } }: Reading): Answers {
  const those = (what: Departure['what']) => departures.filter((one) => one.what === what);
  const [underscored, spaced] = [those('underscore in a name'), those('space after a repeat count')];
  const counts = [...new Set(spaced.map(({ text }) => text))];
  if (underscored.length > 0)
    yield at('underscore-names', where.grammar)`
      ${underscored.length} names, from ${underscored[0]?.text ?? ''} on, contain an underscore, which RFC 5234 does
      not allow in the name of a rule, so a standard ABNF tool reads none of this. Hopscope keeps the names.`;
  if (spaced.length > 0)
    yield at('repeat-space', where.grammar)`
      A space follows the repeat counts ${counts} (in ${spaced.map((one) => one.rule)}), where RFC 5234 wants what is
      repeated to follow at once. Hopscope reads across the space.`;
  for (const call of those('call'))
    yield rule('padded-not-abnf', call.rule)`
      ${call.text} is a function call. ABNF has none, so ${call.rule} is not defined. Hopscope takes it as two octets
      of length, the value, and filler up to the size.`;
}

function* names({ grammar, start, reached }: Reading): Answers {
  for (const name of undefinedNames(grammar)) {
    const [user] = grammar.definitions.filter((one) => mentions(one, name)).map((one) => one.name);
    yield rule(`undefined-${name}`, user ?? '')`
      ${user ?? ''} uses ${name}, which is defined nowhere. Hopscope declares: ${ours(name)}.`;
  }
  for (const { name } of grammar.definitions.filter((one) => !reached.has(one.name)))
    yield rule(`unreachable-${name}`, name)`
      No derivation leads from ${start} to ${name}, so no block can contain it. Hopscope declares:
      ${ours('proxy_command')}.`;
  for (const { name } of grammar.definitions.filter(({ part }) => !derivable(grammar)(part)))
    yield rule(`underivable-${name}`, name)`
      Every derivation of ${name} contains another ${name}, so it never ends and the rule stands for no octets at all.
      Hopscope declares: ${ours(name)}, where ${problem.definition}.`;
}

/** A length octet is any octet, and the repetition behind it does not know which. */
function* lengths({ grammar }: Reading): Answers {
  for (const { name, part } of grammar.definitions) {
    const elements = part.kind === 'sequence' ? part.of : [];
    const lengthAt = elements.findIndex((one) => one.kind === 'reference' && one.name === 'length');
    const counted = lengthAt < 0 ? undefined : elements[lengthAt + 1];
    if (counted?.kind !== 'repetition' || counted.min === counted.max) continue;
    const { min, max } = extentOf(grammar, counted);
    const extent = (way: Way): number => way.reduce((found, one) => (one.name === name ? one.to - one.from : found), 0);
    const differ = (a: Way, b: Way): boolean => extent(a) > 0 && extent(b) > 0 && extent(a) !== extent(b);
    const proofs = grammar.definitions
      .filter((one) => mentions(one, name))
      .flatMap((user) => {
        const both = collisionOf(grammar, user, differ);
        const behind = both && [both.one, both.other].map((way) => `${extent(way) - 1}`);
        return both && behind ? [`So ${both.octets} is a ${user.name} in two ways, with ${and(behind)} of them.`] : [];
      });
    yield rule(`length-${name}`, name)`
      From ${min} to ${max} octets follow the length octet of ${name}, whatever that octet says. ${proofs[0] ?? ''}
      Hopscope reads as many as it says.`;
  }
}

function* options({ grammar }: Reading): Answers {
  const taken = (way: Way): string => and(way.filter(({ optional }) => optional).map(({ name }) => name)) || 'none';
  for (const one of grammar.definitions.filter(({ part }) => partsOf(part).some(({ kind }) => kind === 'option'))) {
    const both = collisionOf(grammar, one, (a, b) => taken(a) !== taken(b));
    if (both !== undefined)
      yield rule(`optional-${one.name}`, one.name)`
        Nothing marks which optional elements of ${one.name} are there. So ${both.octets} is a ${one.name} in two ways,
        with ${taken(both.one)} and with ${taken(both.other)}. Hopscope writes an absent element as a length of zero.`;
  }
}

function* fields({ grammar, commands, frame }: Reading): Answers {
  const spelt = (exactCase: boolean): readonly string[] => {
    const are = (one: Letters): boolean => one.exactCase === exactCase && /[a-z]/i.test(one.text);
    return commands.filter(({ part }) => lettersIn(part).some(are)).map(({ name }) => name);
  };
  const [exact, either] = [spelt(true), spelt(false)];
  if (exact.length > 0 && either.length > 0)
    yield at('letter-case', where.grammar)`
      The letters of ${either} match small or capital, those of ${exact} only as written, and no reason is given.
      Hopscope accepts capitals alone.`;
  if (frame.includes('relay_id') && commands.some(({ name }) => name === 'server'))
    yield rule('relay_id-in-server', 'server')`
      A relay_id stands before every command, so before server too, the command that asks for one; there it says
      nothing. Hopscope writes zeros and does not look.`;
  for (const command of commands)
    for (const name of frame.filter((one) => mentions(command, one)))
      yield rule(`${name}-twice`, command.name)`
        A transmission with ${command.name} has ${name} twice, before the command and in it, and nothing says that
        both agree. Hopscope goes by the one in the command and writes zeros before it.`;
  const check = definitionOf(grammar, 'check');
  if (check && references(check.part).length === 0)
    yield rule('check-which', 'check')`
      check is one letter. With several forwards in flight it cannot say which of them it asks about. In Hopscope the
      corr_id before it is that of the forward.`;
}

function* padding({ grammar: { departures, definitions }, grammar, start, reached }: Reading): Answers {
  const padded = departures.filter(({ what }) => what === 'call').map((one) => one.rule);
  const fillers = definitions.map(({ name }) => name).filter((name) => /fill|pad/i.test(name));
  const inside = reachable(grammar, 'encrypted_block');
  if (padded[0] !== undefined && fillers.length === 0)
    yield rule('filler-undefined', padded[0])`
      No rule says which octets fill ${padded} up, nor where the "original length" of two octets stands that the
      overhead counts. Hopscope puts the length first and fills with "#"; it refuses other filler.`;
  if (reached.has('encrypted_block') && ![...padded, ...fillers].some((name) => inside.has(name)))
    yield rule('padding-outside-only', start)`
      Only ${start} is padded. Who takes that padding off, as the proxy does, sees the length of encrypted_block and
      so of the command in it. Hopscope pads inside encrypted_block as well, for two more octets.`;
}

function* security({ text, grammar, start, reached, defined, commands, frame }: Reading): Answers {
  const fits = (name: string): boolean => {
    const { min, max } = extentOf(grammar, { kind: 'reference', name });
    return /nonce/i.test(name) || (min === NONCE_OCTETS && max === NONCE_OCTETS);
  };
  if (reached.has('encrypted_block') && !defined.some(fits))
    yield rule('no-nonce', 'encrypted_block')`
      Encryption with an auth tag needs a nonce, but no rule that a block leads to is called one or is ${NONCE_OCTETS}
      octets long. In Hopscope, draft fills the corr_id up with zeros and sealed puts a random nonce before the
      ciphertext.`;
  if (!defined.some((name) => /sign|cert|chain/i.test(name)))
    yield rule('no-signature', 'server_id')`
      The relay's key is to be signed under the certificate whose fingerprint its address has, but no rule that a
      block leads to can carry a signature or certificate. Hopscope declares: ${ours('relay_key')}.`;
  const same = /same `([\w-]+)` command/.exec(text.onward)?.[1];
  const onward = commands.find((one) => one.name === same && mentions(one, 'encrypted_block'));
  if (onward)
    yield at('same-on-both-hops', where.onward)`
      The relay is to get the same ${onward.name} that the proxy got, with no layer around it, so
      ${[...frame, ...references(onward.part)]} are alike on both links, which requirement 3 forbids. In Hopscope,
      draft does this; sealed puts a layer between proxy and relay and gives each hop a corr_id of its own.`;
  if (/handshake/.test(text.onward) && !grammar.definitions.some(({ name }) => /hello|handshake/i.test(name)))
    yield at('no-handshake', where.onward)`
      A handshake is to tell a proxy, but no rule defines it. Hopscope's: ${ours('server_hello')}; ${ours('client_hello')}.`;
  const clear = reachable(grammar, start, (name) => name === 'encrypted_block');
  for (const one of grammar.definitions.filter(({ name }) => clear.has(name) && name !== 'encrypted_block'))
    if (mentions(one, 'destination_id'))
      yield rule('destination_id-in-clear', one.name)`
        ${one.name} goes through the proxy with destination_id outside encrypted_block, so that the proxy can count a
        client's queues, which requirement 2 forbids. In Hopscope, draft does this; sealed moves it inside.`;
}

function* answers({ text, grammar, reached, commands }: Reading): Answers {
  const words = [...reachable(grammar, 'error')].flatMap((name) => lettersIn(partOf(grammar, name)));
  if (reached.has('expiration') && !words.some((one) => /expir/i.test(one.text)))
    yield rule('no-error-for-expiry', 'error')`
      A relay_id can expire, but nothing that error derives tells a client so that uses it too late. Hopscope answers
      RELAY, to an expired and to an unknown one alike.`;
  const carriers = commands.filter((one) => mentions(one, 'acknowledge_corr_id'));
  const { min, max } = extentOf(grammar, partOf(grammar, 'corr_id'));
  const ordered = min === max && /increas|number|counter/i.test(definitionOf(grammar, 'corr_id')?.comment ?? '');
  if (/increasing/.test(text.acknowledging) && carriers.length > 0 && !ordered)
    yield at('acknowledge-order', where.acknowledging)`
      One acknowledge_corr_id is to confirm all responses up to it, but corr_id is ${min} to ${max} octets of no
      meaning, and which of two comes first is not said. Hopscope goes by the order in which the proxy sent
      the responses.`;
  if (carriers.length > 0 && carriers.every((one) => mentions(one, 'encrypted_block')))
    yield rule('acknowledge-last', 'acknowledge_corr_id')`
      acknowledge_corr_id travels only in ${carriers.map(({ name }) => name)}, which always sends something new, so a
      client's last response stays unconfirmed. In Hopscope, draft's proxy keeps it for ${draft.holdMillis / 60_000} more
      minutes; sealed has a command that does nothing but acknowledge.`;
}

function* overhead({ text, grammar, commands, frame }: Reading): Answers {
  const { printed, total, reserve, messages } = overheadOf(text.overhead, grammar, frame, commands);
  const takes = (most: number): readonly string[] =>
    messages.flatMap(({ sizes }) => sizes.filter(({ full }) => full > most).map(({ told }) => told));
  const wrong = messages.map(({ name, surplus, missing }) => [
    ...surplus.map((field) => `${field} is not in ${name}`),
    ...missing.map((field) => `${field} of ${name} is not in the sum`),
  ]);
  const chance = messages.some(({ sizes }) => sizes.some(({ full }) => full === total));
  if (printed !== 0 && printed !== total)
    yield at('overhead-sum', where.overhead)`The summands add up to ${printed}, not to ${total}.`;
  if (printed !== 0 && wrong.every((one) => one.length > 0))
    yield at('overhead-no-message', where.overhead)`
      The sum of ${total} is the overhead of no message: ${wrong.flat()}. The grammar
      gives ${takes(0)}${chance ? '; that one of these agrees is chance' : ''}. Hopscope's codecs spend ${spentOf(draft)} and ${spentOf(sealed)}.`;
  if (takes(reserve).length > 0)
    yield at('overhead-reserve', where.overhead)`
      The reserve of ${reserve} octets is too small for some messages, which need ${takes(reserve)}. Hopscope lets the
      body give way: a forwarded send carries ${bodyOctets(draft)} octets in draft and ${bodyOctets(sealed)} in sealed.`;
}
