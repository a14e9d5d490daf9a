// What the values in a block are called: the fields of the grammar that begin where they stand. For words alone; nothing
// is derived from it.
import { type Codec, decode, Malformed } from '../../model/codec.ts';
import type { Design } from '../../model/design.ts';
import { keyStatement, relayKey, wireOf } from '../../model/grammar.ts';
import type { Octets } from '../../model/octets.ts';
import { authorised, message, smpTransmission } from '../../model/smp.ts';

interface Field {
  readonly name: string;
  readonly at: number;
  readonly length: number;
}

/** Names of fields as sentences have them. */
const NAMES: Readonly<Record<string, string>> = {
  corrId: 'corr id',
  acknowledged: 'acknowledged corr id',
  relayId: 'relay id',
  senderKey: 'sender key',
  encryptedBlock: 'encrypted block',
  destinationId: 'destination id',
  responseKey: 'response key',
  queueId: 'queue id',
  senderId: 'destination id',
  recipientId: 'recipient id',
  messageId: 'message id',
  sessionKey: 'session key',
  deliveryKey: 'delivery key',
  recipientKey: 'recipient key',
  sealed: 'sealed part',
};

const worded = (name: string): string =>
  NAMES[name] ?? name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The fields of octets, under the first rule that they are of. */
function fieldsOf(octets: Octets, design: Design): readonly Field[] {
  const wire = wireOf(design);
  const rules: readonly Codec<unknown>[] = [
    wire.clientHello,
    wire.serverHello,
    wire.proxyBlock,
    wire.smpBlock,
    wire.insideLayer,
    wire.command,
    wire.answer,
    wire.plainCommand,
    wire.layeredBlock,
    authorised,
    smpTransmission,
    relayKey,
    keyStatement,
    message,
  ];
  const read = rules.map((rule) => decode(rule, octets)).find((value) => !(value instanceof Malformed));
  const fields: Field[] = [];
  const walk = (value: unknown, name: string): void => {
    if (value instanceof Uint8Array) {
      if (value.buffer === octets.buffer && value.length > 0)
        fields.push({ name: worded(name), at: value.byteOffset - octets.byteOffset, length: value.length });
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [field, inner] of Object.entries(value)) walk(inner, Array.isArray(value) ? name : field);
  };
  walk(read, 'value');
  return fields;
}

/** What the value is called that takes `length` octets from `at` on; nothing if the grammar has no name for it. */
export function fieldAt(octets: Octets, at: number, length: number, design: Design): string | undefined {
  const around = fieldsOf(octets, design).filter((one) => one.at <= at && at + length <= one.at + one.length);
  const [least] = around.toSorted((a, b) => a.length - b.length);
  if (least === undefined) return undefined;
  return least.at === at && least.length === length ? least.name : `part of the ${least.name}`;
}
