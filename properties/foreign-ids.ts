// A relay id is of one client: another that came to know it can neither send under it nor ask what became of it.
import { decode, Malformed } from '../model/codec.ts';
import { idealCrypto } from '../model/crypto-ideal.ts';
import { type ProxyCommand, wireOf } from '../model/grammar.ts';
import type { Effect } from '../model/node.ts';
import { hex } from '../model/octets.ts';
import { fromClient } from '../model/proxy.ts';
import { noProxy, type ProxyState } from '../model/proxy-state.ts';
import type { Ready } from '../model/session.ts';
import { Terms } from '../model/terms.ts';
import { random } from '../sim/random.ts';
import type { Trace } from '../sim/trace.ts';
import { each, proof } from './proof.ts';
import { chance, hit, type Property, sum, type Tally } from './property.ts';

/** Puts commands of two clients to the proxy's own code, in a state where one of them has a relay id. */
function refusesForeign(trace: Trace): Tally {
  const { design, seed } = trace;
  const crypto = idealCrypto(random(seed, 'foreign ids').octets, new Terms(), 'stranger');
  const context = { self: 'proxy', now: 1_000, arrivedAt: 1_000, design, crypto };
  const relayId = crypto.random(4);
  const corrId = crypto.random(design.corrIdOctets);
  const relay = { host: 'relay.example', fingerprint: crypto.random(32), secondKey: undefined };
  const state: ProxyState = {
    ...noProxy,
    registrations: { [hex(relayId)]: { session: 'in 1', relay, expires: 9_999, notAfter: 9_999_999 } },
  };
  const ready: Ready = { phase: 'ready', name: crypto.random(32), peer: '192.0.2.9', role: 'proxy', keys: 'no layer' };
  const forward: ProxyCommand = {
    kind: 'forward',
    acknowledged: undefined,
    dueAt: undefined,
    senderKey: crypto.keyPair().public,
    origin: design.origin === 'withheld' ? undefined : new Uint8Array(0),
    encryptedBlock: crypto.random(1_000),
  };
  const refused = (effects: readonly Effect[]): boolean =>
    effects.every((one) => {
      const said = one.kind === 'send' ? decode(wireOf(design).proxyBlock, one.block) : undefined;
      return (
        said !== undefined &&
        !(said instanceof Malformed) &&
        said.command.kind === 'error' &&
        said.command.problem === 'RELAY'
      );
    });
  const ask = (session: string): boolean => {
    const around = { ...context, sessions: {}, password: undefined, honesty: undefined };
    const [next, effects] = fromClient(state, session, ready, { corrId, relayId, command: forward }, around);
    return refused(effects) && Object.keys(next.holding.held).length === 0;
  };
  return sum([
    ask('in 2') ? chance : hit(proof(0, 'The proxy serves a forward of a client under the relay id of another.')),
    ask('in 1') ? hit(proof(0, 'The proxy refuses a forward of the very client whose relay id it is.')) : chance,
  ]);
}

export const foreignIds: readonly Property[] = [
  {
    id: 'R4.5-foreign-id',
    requirement: 'R4.5',
    observer: 'a hostile client',
    says: 'cannot',
    claim: 'use the relay id of another client, or ask what became of its forwards',
    method: 'exact',
    experiments: ['each the other’s relay'],
    cryptography: 'ideal',
    examine: each(refusesForeign),
  },
];
