// How late a forward may be repeated: a relay's own code is given the same one time and again, until its key is gone and after,
// with a crash in between or not. It answers with the very octets that it gave at first, or cannot open it any more.
import { decode, Malformed } from '../model/codec.ts';
import { NONCE_OCTETS } from '../model/crypto.ts';
import { idealCrypto } from '../model/crypto-ideal.ts';
import { keyStatement, NO_RELAY, type ProxyCommand, wireOf } from '../model/grammar.ts';
import { makeIdentity } from '../model/identity.ts';
import { nonceOf, relayLayerKey, sealForRelay } from '../model/layers.ts';
import type { Context } from '../model/node.ts';
import { same } from '../model/octets.ts';
import { fromProxy, newRelay, type RelayState, relayTables, restartedRelay, timePassed } from '../model/relay.ts';
import type { Ready } from '../model/session.ts';
import { Terms } from '../model/terms.ts';
import { random } from '../sim/random.ts';
import type { Trace } from '../sim/trace.ts';
import { each, proof } from './proof.ts';
import { chance, hit, type Property, sum, type Tally } from './property.ts';

const YEAR = 86_400_000 * 3650;
const HOST = 'relay.example';

function replayed(trace: Trace): Tally {
  const { design, seed } = trace;
  const crypto = idealCrypto(random(seed, 'late replays').octets, new Terms(), 'late replays');
  const identity = makeIdentity(crypto, HOST, { notBefore: 0, notAfter: YEAR });
  const ready: Ready = { phase: 'ready', name: crypto.random(32), peer: '192.0.2.9', role: 'relay', keys: 'no layer' };
  const at = (now: number): Context => ({ self: HOST, now, arrivedAt: now, design, crypto });
  const corrId = crypto.random(design.corrIdOctets);
  const asked = (state: RelayState, command: ProxyCommand, now: number) => {
    const transmission = { corrId, relayId: NO_RELAY, command };
    const [next, effects] = fromProxy(state, { identity }, 'in 0', ready, transmission, at(now));
    const sent = effects.flatMap((one) => (one.kind === 'send' ? [decode(wireOf(design).proxyBlock, one.block)] : []));
    const [answer] = sent;
    return [next, answer === undefined || answer instanceof Malformed ? undefined : answer.command] as const;
  };

  const address = { host: HOST, fingerprint: identity.fingerprint, secondKey: undefined };
  const [withKey, gave] = asked(newRelay(undefined), { kind: 'server', address, basicAuth: undefined }, FIRST_MILLIS);
  const statement =
    gave?.kind === 'server_id' && gave.relayKey ? decode(keyStatement, gave.relayKey.statement) : undefined;
  if (statement === undefined || statement instanceof Malformed) return hit(proof(0, 'A relay gives no key.'));
  const sender = crypto.keyPair();
  const layerKey = relayLayerKey(crypto, sender.secret, statement.key) as Uint8Array;
  const ping = {
    signature: undefined,
    corrId: crypto.random(24),
    queueId: undefined,
    command: { kind: 'ping' },
  } as const;
  const nonce = design.commandNonce === 'random' ? crypto.random(NONCE_OCTETS) : nonceOf(corrId);
  const forward: ProxyCommand = {
    kind: 'forward',
    acknowledged: undefined,
    dueAt: undefined,
    senderKey: sender.public,
    origin: design.origin === 'withheld' ? undefined : new Uint8Array(0),
    encryptedBlock: sealForRelay(crypto, design, layerKey, nonce, 'command', ping),
  };
  const [answered, first] = asked(withKey, forward, FIRST_MILLIS);
  if (first?.kind !== 'response') return hit(proof(0, 'A relay answers no forward.'));
  const { notAfter } = statement;
  const goneAt = notAfter + design.keyGraceMillis;
  return sum(
    [FIRST_MILLIS + 1, FIRST_MILLIS + 60_001, notAfter - 1, notAfter + 1, goneAt - 1, goneAt].flatMap((now) =>
      [false, true].map((crashes) => {
        const kept = relayTables(answered);
        const [state] = crashes ? restartedRelay(kept, undefined, at(now)) : timePassed(answered, at(now));
        const [, again] = asked(state, forward, now);
        const isSame = again?.kind === 'response' && same(again.encryptedBlock, first.encryptedBlock);
        const isGone = again?.kind === 'error' && again.problem === 'CRYPTO' && now >= goneAt;
        if (isGone || (isSame && now < goneAt)) return chance;
        const when = `${now - FIRST_MILLIS} ms after the first time${crashes ? ', after a crash' : ''}`;
        return hit(
          proof(
            now,
            `A forward that is repeated ${when} gets another answer than it got; its key is gone at ${goneAt} ms.`,
          ),
        );
      }),
    ),
  );
}
const FIRST_MILLIS = 1_000;

export const lateReplays: readonly Property[] = [
  {
    id: 'R4.6-however-late',
    requirement: 'R4.6',
    observer: 'a hostile proxy',
    says: 'cannot',
    claim: 'get another answer to a forward however late it repeats it, and whatever crashed',
    method: 'exact',
    experiments: ['ordinary traffic'],
    cryptography: 'ideal',
    examine: each(replayed),
  },
];
