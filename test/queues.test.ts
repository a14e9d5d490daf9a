// What a relay keeps for recipients, command by command.
import { expect, test } from 'vitest';
import { idealCrypto } from '../model/crypto-ideal.ts';
import { sealed } from '../model/design.ts';
import { execute, noQueues, type Queues, signedPart } from '../model/queues.ts';
import type { SmpCommand, SmpTransmission } from '../model/smp.ts';
import { Terms } from '../model/terms.ts';
import { random } from '../sim/random.ts';

test('a session whose subscription another takes over is told, and no other', () => {
  const crypto = idealCrypto(random('queues', 'test').octets, new Terms(), 'test');
  const context = { self: 'relay', now: 0, arrivedAt: 0, design: sealed, crypto };
  const recipient = crypto.signingPair();
  const binding = crypto.random(32);
  const by = (state: Queues, session: string, command: SmpCommand, queueId?: Uint8Array) => {
    const unsigned: SmpTransmission = { signature: undefined, corrId: crypto.random(24), queueId, command };
    const signature = crypto.sign(recipient.secret, signedPart(binding, unsigned));
    return execute(context, state, { ...unsigned, signature }, { binding, session, forwarded: false });
  };
  const keys = { recipientKey: recipient.public, deliveryKey: crypto.keyPair().public };
  const made = by(noQueues, 'first', { kind: 'create', ...keys });
  if (made.answer?.kind !== 'created') throw new Error('a queue is made');
  const { recipientId } = made.answer;
  const again = by(made.queues, 'first', { kind: 'subscribe' }, recipientId);
  expect(again.pushes).toEqual([]);
  const taken = by(again.queues, 'second', { kind: 'subscribe' }, recipientId);
  expect(taken.pushes.map(({ session, transmission }) => [session, transmission.command.kind])).toEqual([
    ['first', 'displaced'],
  ]);
  expect(Object.values(taken.queues.readers)).toEqual(['second']);
});
