// What an observer derives: layers whose keys it has, keys whose parts it has, and nothing more.
import { describe, expect, test } from 'vitest';
import { idealCrypto } from '../model/crypto-ideal.ts';
import { concat, text } from '../model/octets.ts';
import { Terms } from '../model/terms.ts';
import { derive } from '../properties/knowledge.ts';
import { random } from '../sim/random.ts';

function world() {
  const terms = new Terms();
  const of = (node: string) => idealCrypto(random('knowledge', node).octets, terms, node);
  return { terms, alice: of('alice'), bob: of('bob'), eve: of('eve') };
}
const nobody: ReadonlySet<string> = new Set();

describe('derivation', () => {
  test('opens a layer whose key stands in another that opens, in whatever order they are seen', () => {
    const { terms, alice } = world();
    const [inner, outer, nonce, secret] = [32, 32, 24, 24].map((length) => alice.random(length)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const first = alice.seal(inner, nonce, concat(text('it is '), secret));
    const second = alice.seal(outer, nonce, concat(text('key '), inner));
    for (const seen of [
      [first, second, outer],
      [outer, second, first],
      [second, outer, first],
    ])
      expect(derive(terms, nobody, seen).knows(secret)).toBe(true);
    expect(derive(terms, nobody, [first, second]).knows(secret)).toBe(false);
  });

  test('agrees with one secret and the other public key, and with neither public key alone', () => {
    const { terms, alice, bob } = world();
    const [a, b] = [alice.keyPair(), bob.keyPair()];
    const shared = alice.agree(a.secret, b.public) as Uint8Array;
    const key = alice.derive(shared, 'purpose');
    expect(derive(terms, nobody, [a.public, b.public]).knows(key)).toBe(false);
    expect(derive(terms, nobody, [a.secret, b.public]).knows(key)).toBe(true);
    expect(derive(terms, nobody, [b.secret, a.public]).knows(key)).toBe(true);
    expect(derive(terms, nobody, [a.secret]).knows(key)).toBe(false);
  });

  test('has what its own nodes made, and what they were given', () => {
    const { terms, alice, eve } = world();
    const [a, e] = [alice.keyPair(), eve.keyPair()];
    const secret = alice.random(24);
    const sealed = alice.seal(alice.agree(a.secret, e.public) as Uint8Array, alice.random(24), secret);
    expect(derive(terms, new Set(['eve']), [sealed, a.public]).knows(secret)).toBe(true);
    expect(derive(terms, new Set(['bob']), [sealed, a.public]).knows(secret)).toBe(false);
  });

  test('takes a key that nobody drew to be public', () => {
    const { terms, alice } = world();
    const secret = alice.random(24);
    const sealed = alice.seal(new Uint8Array(32), alice.random(24), secret);
    expect(derive(terms, nobody, [sealed]).knows(secret)).toBe(true);
  });

  test('finds a value at any offset, and does not invert a hash', () => {
    const { terms, alice } = world();
    const secret = alice.random(24);
    expect(derive(terms, nobody, [concat(text('abc'), secret, text('d'))]).knows(secret)).toBe(true);
    expect(derive(terms, nobody, [alice.hash(secret)]).knows(secret)).toBe(false);
    expect(derive(terms, nobody, [concat(text('abc'), secret.subarray(0, 23))]).knows(secret)).toBe(false);
  });
});
