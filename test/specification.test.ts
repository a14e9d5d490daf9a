// The specification's text against its defects: each is found in the text, gone once the text is mended, and our own
// rules differ from the printed ones only where a defect says so.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { draft, sealed } from '../model/design.ts';
import { wireOf } from '../model/grammar.ts';
import { rules } from '../model/printed-grammar.ts';
import { normalise, parse, undefinedNames } from '../properties/abnf.ts';
import { overheadOf } from '../properties/budget.ts';
import { findings } from '../properties/findings.ts';
import { read, type Specification, specification } from '../properties/specification.ts';

const idsOf = (text: Specification): readonly string[] => findings(text).map(({ id }) => id);
const original = findings();
const ids = original.map(({ id }) => id);
function textOf(id: string): string {
  const found = original.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no finding ${id}`);
  return found.text;
}

type Field = keyof Specification;
type Mend = readonly [from: string | RegExp, to: string, field?: Field];
function mended(text: Specification, mends: readonly Mend[]): Specification {
  const after: Record<Field, string> = { ...text };
  for (const [from, to, field = 'grammar'] of mends) {
    const before = after[field];
    after[field] = before.replace(from, () => to);
    expect(after[field], `nothing to mend: ${from}`).not.toBe(before);
  }
  return after;
}
const defined = (name: string, definition: string): Mend => [/$/, `${name} = ${definition}\n`];

/** For each finding, the smallest change of the text that answers it. */
const mends: Readonly<Record<string, readonly Mend[]>> = {
  'S.repeat-space': [
    [/\*8 OCTET/, '*8OCTET'],
    [/\*8 OCTET/, '*8OCTET'],
    ['4*4 OCTET', '4*4OCTET'],
    ['*32 OCTET', '*32OCTET'],
  ],
  'S.padded-not-abnf': [
    ['padded(proxy_transmission, 16384)', 'original_length proxy_transmission *filler'],
    defined('original_length', '2OCTET'),
    defined('filler', '%x23'),
  ],
  'S.undefined-address': [defined('address', '1*OCTET')],
  'S.undefined-basic_auth': [defined('basic_auth', '1*OCTET')],
  'S.undefined-relay_key': [defined('relay_key', '1*OCTET')],
  'S.undefined-expiration': [defined('expiration', '8OCTET')],
  'S.undefined-random_dh_pub_key': [defined('random_dh_pub_key', '%x20 32OCTET')],
  'S.undefined-encrypted_block': [defined('encrypted_block', '16*OCTET')],
  'S.unreachable-check': [['response / error', 'response / check / error']],
  'S.underivable-error': [['%s"E" error', '%s"E" 1*OCTET']],
  'S.length-corr_id': [['\ncorr_id = length *8 OCTET', '\ncorr_id = %x08 8OCTET']],
  'S.length-acknowledge_corr_id': [['acknowledge_corr_id = length *8 OCTET', 'acknowledge_corr_id = %x08 8OCTET']],
  'S.length-destination_id': [['length *32 OCTET', '%x20 32OCTET']],
  'S.optional-server': [['[basic_auth]', '(%x00 / %x01 basic_auth)']],
  'S.optional-server_id': [['[relay_key] [expiration]', '(%x00 / %x01 relay_key) (%x00 / %x01 expiration)']],
  'S.optional-forward': [['[acknowledge_corr_id]', '(%x00 / %x01 acknowledge_corr_id)']],
  'S.letter-case': [
    ['"S"', '%s"S"'],
    ['"I"', '%s"I"'],
  ],
  'S.relay_id-in-server': [
    ['corr_id relay_id proxy_command', 'corr_id proxy_command'],
    ['%s"F"', '%s"F" relay_id'],
  ],
  'S.relay_id-twice': [['"I" relay_id', '"I"']],
  'S.check-which': [['%s"C"', '%s"C" corr_id']],
  'S.filler-undefined': [[/16384\)/, '16384) *filler'], defined('filler', '%x23')],
  'S.padding-outside-only': [defined('encrypted_block', 'padded(1*OCTET, 16000)')],
  'S.no-nonce': [
    ['random_dh_pub_key encrypted_block', 'random_dh_pub_key salt encrypted_block'],
    defined('salt', '24OCTET'),
  ],
  'S.no-signature': [['[relay_key]', '[relay_key certificate]'], defined('certificate', '1*OCTET')],
  'S.same-on-both-hops': [['same `forward` command', 'forward in a layer of its own', 'onward']],
  'S.no-handshake': [[/^/, 'connection = handshake *proxy_block\nhandshake = %s"proxy" / %s"client"\n']],
  'S.destination_id-in-clear': [
    ['%s"R" destination_id', '%s"R"'],
    defined('encrypted_block', 'destination_id 1*OCTET'),
  ],
  'S.no-error-for-expiry': [['%s"E" error', '%s"E" (%s"EXPIRED" / %s"AUTH")']],
  'S.acknowledge-order': [['\ncorr_id = length *8 OCTET', '\ncorr_id = %x08 8OCTET ; a number, one more each time']],
  'S.acknowledge-last': [
    ['response / error', 'response / acknowledge / error'],
    defined('acknowledge', '%s"A" acknowledge_corr_id'),
  ],
  'S.overhead-no-message': [['destinationId', 'random_dh_pub_key', 'overhead']],
  'S.overhead-reserve': [['~84', '~110', 'overhead']],
};

test('the grammar is the one of the specification, octet for octet', () => {
  const digest = createHash('sha256').update(specification.grammar).digest('hex');
  expect(digest).toBe('97793d8bbafb08ade3f161b751cc5dfcbe6d83a30f35198527d067143bce989b');
});

describe('each finding', () => {
  test.each(Object.entries(mends))('%s goes once the text is mended, and nothing comes in its place', (id, changes) => {
    const after = idsOf(mended(specification, changes));
    expect(ids).toContain(id);
    expect(after).not.toContain(id);
    expect(after.filter((one) => !ids.includes(one))).toEqual([]);
  });
  test('has a mend', () => {
    const hyphenated = { ...specification, grammar: specification.grammar.replaceAll('_', '-') };
    expect(idsOf(hyphenated)).toEqual(ids.filter((id) => id !== 'S.underscore-names'));
    expect([...Object.keys(mends), 'S.underscore-names'].sort()).toEqual([...ids].sort());
  });
  test('has an id of its own and sentences that end', () => {
    expect(new Set(ids).size).toBe(original.length);
    for (const { text } of original) expect(text).toMatch(/^[^ ].*\.$/);
    for (const { text } of original) expect(text).not.toMatch(/ {2}|undefined|NaN|Infinity|\bnothing\.$/);
  });
});

/** One way to mend everything at once. */
const corrected: Specification = {
  grammar: `connection = handshake *proxy-block
handshake = %s"proxy" / %s"client"
proxy-block = original-length proxy-transmission *filler
original-length = 2OCTET
filler = %x23
proxy-transmission = corr-id proxy-command
corr-id = %x08 8OCTET ; a number, most significant octet first, that increases within a session
proxy-command = server / server-id / forward / response / check / acknowledge / error
server = %s"S" address (%x00 / basic-auth)
address = %x20 32OCTET
basic-auth = %x10 16OCTET
server-id = %s"I" relay-id relay-key expiration
relay-key = certificate-chain random-dh-pub-key signature
certificate-chain = 70OCTET
signature = 64OCTET
expiration = 8OCTET
forward = %s"F" relay-id [acknowledge-corr-id] random-dh-pub-key encrypted-block
response = %s"R" relay-id encrypted-block
check = %s"C" checked-corr-id
checked-corr-id = corr-id
acknowledge = %s"A" acknowledge-corr-id
acknowledge-corr-id = %x08 8OCTET
relay-id = 4OCTET
random-dh-pub-key = %x20 32OCTET
encrypted-block = nonce auth-tag padded-command
nonce = 24OCTET
auth-tag = 16OCTET
padded-command = *OCTET *filler
error = %s"E" (%s"EXPIRED" / %s"AUTH")
`,
  onward: 'The relay expects each forward inside a layer between it and the proxy.',
  acknowledging: specification.acknowledging,
  overhead: specification.overhead.replace('destinationId', 'random_dh_pub_key'),
};
test('a text with everything mended has no finding', () => {
  expect(findings(corrected)).toEqual([]);
});

test.each<[string, readonly Mend[]]>([
  ['S.syntax', [['filler = %x23', 'filler = <any>']]],
  ['S.undefined-lost', [['nonce = 24OCTET', 'nonce = 24OCTET lost']]],
  ['S.unreachable-stray', [defined('stray', 'OCTET')]],
  ['S.length-signature', [['signature = 64OCTET', 'signature = length *64OCTET\nlength = OCTET']]],
  ['S.optional-forward', [['acknowledge-corr-id = %x08 8OCTET', 'acknowledge-corr-id = 9OCTET']]],
  ['S.corr_id-twice', [['checked-corr-id\nchecked-corr-id =', 'corr-id [checked-corr-id]\nchecked-corr-id = %x01']]],
  ['S.overhead-sum', [['= 74', '= 75', 'overhead']]],
  ['S.overhead-reserve', [['~84', '~73', 'overhead']]],
])('%s is found where another text has it', (id, changes) => {
  expect(idsOf(mended(corrected, changes))).toEqual([id]);
});

test('a length before a fixed number of octets is no finding', () => {
  expect(findings(mended(corrected, [['signature = 64OCTET', 'signature = length 64OCTET\nlength = OCTET']]))).toEqual(
    [],
  );
});

test('the octets given as proof can be read in both ways', () => {
  const octetsIn = (id: string): string => {
    const hex = /(?:[0-9a-f]{2} )+(?=is a )/.exec(textOf(id))?.[0] ?? '';
    return String.fromCharCode(
      ...hex
        .trim()
        .split(' ')
        .map((octet) => Number.parseInt(octet, 16)),
    );
  };
  const ways: readonly [string, readonly RegExp[]][] = [
    ['S.optional-server', [/^S.+$/s, /^S.+.+$/s]],
    ['S.optional-server_id', [/^I.{4}.+$/s]],
    ['S.optional-forward', [/^F.+.+$/s, /^F..{0,8}.+.+$/s]],
    ['S.length-corr_id', [/^.{1}.{4}S.+$/s, /^.{2}.{4}S.+$/s]],
    ['S.length-acknowledge_corr_id', [/^F.{1}.+.+$/s, /^F.{2}.+.+$/s]],
    ['S.length-destination_id', [/^R.{1}.+.+$/s, /^R.{2}.+.+$/s]],
  ];
  for (const [id, patterns] of ways) for (const pattern of patterns) expect(octetsIn(id), id).toMatch(pattern);
});

test('the overhead by the grammar, with each key that the text may mean', () => {
  const reading = read(specification);
  if ('expected' in reading) throw new Error('the grammar is read');
  const { printed, total, reserve, messages } = overheadOf(
    specification.overhead,
    reading.grammar,
    reading.frame,
    reading.commands,
  );
  expect({ printed, total, reserve }).toEqual({ printed: 74, total: 74, reserve: 84 });
  expect(messages.map(({ name, sizes }) => [name, ...sizes.map(({ full }) => full)])).toEqual([
    ['forward', 74, 86],
    ['response', 98, 110],
  ]);
  expect(textOf('S.overhead-no-message')).toContain('74 for forward with a raw key (65 without acknowledge_corr_id)');
  expect(textOf('S.overhead-reserve')).not.toContain('74 for forward');
  // two more than the text: the padding inside s2r has a length of its own
  expect(textOf('S.overhead-no-message')).toContain('76 for a forward and 100 for a response in draft');
});

describe('the rules that our declarations print', () => {
  const printed = new Map(rules(wireOf(draft)).map(({ name, definition }) => [name, normalise(definition)]));
  const reading = read(specification);
  if ('expected' in reading) throw new Error('the grammar is read');
  const { definitions } = reading.grammar;

  test("are the specification's, or a finding says why not", () => {
    const differing = definitions.filter(({ name, text }) => printed.get(name) !== `${name} = ${text}`);
    const why: Readonly<Record<string, string>> = {
      proxy_command: 'S.unreachable-check',
      error: 'S.underivable-error',
    };
    expect(differing.map(({ name }) => name)).toEqual(Object.keys(why));
    for (const id of Object.values(why)) expect(ids).toContain(id);
  });

  test('are new only where a finding asks for them', () => {
    const why: Readonly<Record<string, string>> = {
      address: 'S.undefined-address',
      basic_auth: 'S.undefined-basic_auth',
      relay_key: 'S.undefined-relay_key',
      key_statement: 'S.no-signature',
      certificate_chain: 'S.no-signature',
      expiration: 'S.undefined-expiration',
      random_dh_pub_key: 'S.undefined-random_dh_pub_key',
      encrypted_block: 'S.undefined-encrypted_block',
      problem: 'S.underivable-error',
      server_hello: 'S.no-handshake',
      client_hello: 'S.no-handshake',
      role: 'S.no-handshake',
    };
    const known = definitions.map(({ name }) => name);
    expect([...printed.keys()].filter((name) => !known.includes(name)).sort()).toEqual(Object.keys(why).sort());
    for (const id of Object.values(why)) expect(ids).toContain(id);
  });

  test('are more in sealed only for what the text has no word for', () => {
    const more = rules(wireOf(sealed))
      .map(({ name }) => name)
      .filter((name) => !printed.has(name));
    const layers = ['layered', 'layered_block', 'sealed_part'];
    expect(more.toSorted()).toEqual(['accepted', 'acknowledge', 'cancel', 'due_at', ...layers]);
    const command = rules(wireOf(sealed)).find(({ name }) => name === 'proxy_command')?.definition;
    for (const name of ['accepted', 'acknowledge', 'cancel']) expect(command).toContain(` / ${name}`);
    // None that no block of the design can hold.
    const bare = rules(wireOf({ ...sealed, name: 'bare', schedule: 'held by the client' })).map(({ name }) => name);
    expect(more.filter((name) => !bare.includes(name)).toSorted()).toEqual(['cancel', 'due_at']);
  });

  test.each([draft, sealed])('are a grammar without undefined names in $name', (design) => {
    const grammar = parse(
      `${rules(wireOf(design))
        .map(({ definition }) => definition)
        .join('\n')}\n`,
    );
    if ('expected' in grammar) throw new Error(`line ${grammar.line}: ${grammar.expected}`);
    expect(undefinedNames(grammar)).toEqual([]);
  });
});
