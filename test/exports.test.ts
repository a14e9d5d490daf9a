// Exported files: each is of its prover's grammar and well typed, for every design and planted leak; decisions that matter
// change them; what is expected of a prover follows the decisions.
import { describe, expect, test } from 'vitest';
import { type Design, draft, sealed } from '../model/design.ts';
import { properties } from '../properties/catalogue.ts';
import { exportedFiles } from '../properties/export/exported-files.ts';
import { modelText, proverifFile, questions } from '../properties/export/questions.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { requirements } from '../properties/requirements.ts';
import { checkDeepsec } from './check-deepsec.ts';
import { checkProverif } from './check-proverif.ts';

const leaks = plantedLeaks.map(({ design }) => design);
/** What-ifs that no leak turns: other values of the decisions that a model follows, on both designs. */
const others: readonly Design[] = [draft, sealed].flatMap((base) =>
  (
    [
      { commandNonce: 'random' },
      { commandNonce: 'the corr id' },
      { responseSecret: 'a key of its own' },
      { responseSecret: "the command's key, a nonce of its own" },
      { responseSecret: "the command's key and nonce", commandNonce: 'the corr id' },
      { relayLayer: 'absent', commandNonce: 'the corr id' },
      { relayLayer: 'absent', senderKey: 'kept per queue' },
      { corrId: 'fresh per hop', acknowledgement: 'carried over' },
      { corrId: 'carried over', commandNonce: 'the corr id', retries: 'the same block again' },
      { unsecured: 'held by the client', responseSecret: 'a key of its own' },
      { unsecured: 'held by the client', relayLayer: 'absent', destinationId: 'hashed in the response' },
      { unsecured: 'held by the proxy, told by a mark', senders: 'anybody' },
      { numbering: 'inside s2r', gaps: 'buffered and answered when they close', flow: 'several in flight' },
      { refusals: 'in clear', senders: 'anybody' },
      { session: 'one per client', origin: 'told to the relay', senderKey: 'kept per client' },
      { padding: 'repeats the end of the plaintext', corrId: 'fresh per hop' },
      { resends: 'as they were', senderKey: 'kept per client' },
    ] as const satisfies readonly Partial<Design>[]
  ).map((turned, i): Design => ({ ...base, ...turned, name: `${base.name} turned ${i}` })),
);
const designs = [draft, sealed, ...leaks, ...others];

describe('every file is of its grammar and well typed', () => {
  test.each(designs.map((design) => [design.name, design] as const))('%s', (_, design) => {
    for (const { name, text } of exportedFiles(design)) {
      const check = name.endsWith('.pv') ? checkProverif : checkDeepsec;
      expect(() => check(text), `${name}\n${text}`).not.toThrow();
    }
  });

  test('and asks one thing, as an equivalence or as a query', () => {
    for (const question of questions)
      for (const design of designs)
        expect([design.name, checkProverif(proverifFile(question, design).text)]).toMatchObject([
          design.name,
          question.kind === 'query' ? { asks: 'queries', queries: 1 } : { asks: 'an equivalence', queries: 0 },
        ]);
  });

  test('whatever a design is called', () => {
    const [file] = exportedFiles({ ...sealed, name: 'no *) end (* “of” ../it ☃' }, questions.slice(0, 1));
    expect(file?.name).toBe('no-end-of-it-.G1-worlds.pv');
    expect(() => checkProverif(file?.text ?? '')).not.toThrow();
  });
});

describe('questions', () => {
  test('put lines of the catalogue, and have a requirement', () => {
    const known = new Set(properties.map(({ id }) => id));
    expect(questions.flatMap(({ lines }) => lines).filter((id) => !known.has(id))).toEqual([]);
    const stated = new Set(requirements.map(({ id }) => id));
    expect(questions.filter(({ requirement }) => !stated.has(requirement)).map(({ id }) => id)).toEqual([]);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
  });

  test('are all to be answered with true for the design that meets every requirement', () => {
    expect(questions.filter((one) => one.expected(sealed) !== 'true').map(({ id }) => id)).toEqual([]);
  });

  test('are to be refuted where the specification to the letter leaks', () => {
    expect(questions.filter((one) => one.expected(draft) !== 'true').map(({ id }) => id)).toEqual([
      'G5-worlds',
      'R2.1-queue-address',
      'R2.2-same-queue',
      'R2.3-how-many',
      'R3.1-layers',
      'R3.1-registration',
      'R3.2-tries',
      'R3.3-permuted',
      'R5.4-withheld',
      'R6.2-worlds',
      'U1-worlds',
    ]);
  });
});

/** Leaks that show in terms; the others show in lengths, times, counts, crashes or roles, which no term has. */
const SYMBOLIC = `corr-id-carried-over relay-id-carried-over no-c2p-layer no-p2r-layer no-s2r-layer sender-key-per-queue
sender-key-per-client destination-id-in-clear destination-id-hashed same-nonce-both-ways padding-repeats-plaintext
one-session-per-client one-at-a-time-per-queue own-certificate-accepted spliced-leaf-accepted unsigned-relay-key-accepted
expired-relay-key-accepted falls-back-to-direct origin-told-to-the-relay refusals-in-clear anybody-may-send
delivered-as-it-was-sent server-not-checked session-secret-of-public-keys texts-in-clear same-block-at-every-try
resent-as-it-was erasure-not-flushed expiry-to-the-millisecond gaps-answered-late proxy-told-to-hold
client-holds-for-the-queue corr-id-hashed-outside origin-hashed destination-id-under-a-secret`.split(/\s+/);

describe('a planted leak', () => {
  const changed = (design: Design) =>
    questions.filter((question) => modelText(question, design) !== modelText(question, sealed));

  test.each(SYMBOLIC)('%s changes a question about what must catch it, and a prover is to refute that', (name) => {
    const leak = plantedLeaks.find((one) => one.name === name);
    const caught = changed(leak?.design as Design).filter(
      (question) =>
        question.expected(leak?.design as Design) === 'not true' &&
        question.lines.some((line) => leak?.mustBeCaughtBy.includes(line)),
    );
    expect(caught.map(({ id }) => id)).not.toEqual([]);
  });

  test.each(
    plantedLeaks.filter(({ name }) => !SYMBOLIC.includes(name)).map(({ name, design }) => [name, design] as const),
  )('%s, which no term shows, leaves every answer as it is', (_, design) => {
    expect(questions.filter((one) => one.expected(design) !== 'true').map(({ id }) => id)).toEqual([]);
  });

  test('changes no question whose answer it does not concern, and every question whose answer it turns', () => {
    for (const design of leaks) {
      const ids = changed(design).map(({ id }) => id);
      const turned = questions.filter((one) => one.expected(design) === 'not true').map(({ id }) => id);
      expect(turned.filter((id) => !ids.includes(id))).toEqual([]);
    }
  });

  test('changes the DeepSec file as well, where there is one', () => {
    const bare = (design: Design) =>
      new Map(
        exportedFiles({ ...design, name: 'x' })
          .filter(({ name }) => name.endsWith('.dps'))
          .map(({ property, text, expected }) => [property, { text, expected }] as const),
      );
    const here = bare(sealed);
    expect([...here.keys()]).toEqual([
      'G5-worlds',
      'R2.2-same-queue',
      'R2.4-outcome',
      'R3.3-permuted',
      'R5.4-withheld',
    ]);
    for (const design of leaks)
      for (const [property, { text, expected }] of bare(design))
        if (expected === 'not true')
          expect([design.name, property, text === here.get(property)?.text]).toContain(false);
  });
});
