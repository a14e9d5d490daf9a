// What every DeepSec file has: cryptography without types, and the parts of a model that follow decisions of the design.
// DeepSec has no equations, so keys are agreed by encapsulation: the sender key holds a secret that the relay's key opens.
import type { Design } from '../../model/design.ts';
import { s2r, transmission } from './parts.ts';
import { tuple, when } from './question.ts';

const WORDS = ['forS2r', 'fromOpener', 'fromAcceptor', 'send', 'sendNumbered', 'firstNumber', 'secondNumber'] as const;
const ANSWERS = ['accepted', 'refused', 'refusedInClear', 'genuine', 'noRelay', 'noCorrId'] as const;

export const DEEPSEC_LIBRARY: readonly string[] = [
  '(* What the attacker hears, and where it speaks. *)',
  'free net.',
  '',
  'fun publicOf/1.',
  'fun encapsulate/2.',
  'reduc decapsulate(xy, encapsulate(publicOf(xy), xs)) -> xs.',
  'fun kdf/2.',
  'fun sumOf/2.',
  '',
  'fun seal/3.',
  'reduc open(xk, xn, seal(xk, xn, xm)) -> xm.',
  '',
  'fun verifying/1.',
  'fun sign/2.',
  ...[...WORDS, ...ANSWERS].map((word) => `fun ${word}/0.`),
  'reduc verify(verifying(xk), xm, sign(xk, xm)) -> genuine.',
  '',
  'fun hash/1.',
  'fun rounded/1.',
  'fun exactly/2.',
  'fun tailOf/1.',
  '',
];

export const senderKeyOf = (x: string, relayKey = 'Y'): string => `encapsulate(${relayKey}, ${x})`;

interface Command {
  readonly x: string;
  readonly suffix: string;
  readonly queue: string;
  readonly number: string;
  readonly body: string;
  readonly expires?: string;
  readonly relayKey?: string;
}
/** A client's forward: what it draws, and its parts. */
export function forwarded(design: Design, { x, suffix, queue, number, body, expires, relayKey }: Command) {
  const random = design.commandNonce === 'random' && design.relayLayer === 'sealed';
  const sender = senderKeyOf(x, relayKey);
  const plain = transmission(design, {
    sender,
    inner: `inner${suffix}`,
    queue: `queue${queue}`,
    signer: `signer${queue}`,
    stream: `stream${queue}`,
    number,
    body,
    ...(expires !== undefined && { expires }),
  });
  const block = s2r(design, `kdf(${x}, forS2r)`, random ? `n${suffix}` : `corrId${suffix}`, plain);
  return {
    fresh: [`new corrId${suffix};`, ...when(random, `new n${suffix};`), `new inner${suffix};`],
    sender,
    block,
  };
}

/** The relay takes a forward and opens it with `y`. */
export function opens(design: Design): readonly string[] {
  const parts = '(signature, inner, queue, command)';
  const taken = ['in(net, taken);', 'let (corrId, X, block) = taken in'];
  if (design.relayLayer === 'absent') return [...taken, `let ${parts} = block in`];
  return design.commandNonce === 'random'
    ? [...taken, 'let (n, sealed) = block in', `let ${parts} = open(kdf(decapsulate(y, X), forS2r), n, sealed) in`]
    : [...taken, `let ${parts} = open(kdf(decapsulate(y, X), forS2r), corrId, block) in`];
}

/** A response's parts after its corr id. */
export function responded(
  design: Design,
  of: {
    readonly secret: string;
    readonly commandNonce: string;
    readonly corrId: string;
    readonly queue: string;
    readonly inner: string;
    readonly answer: string;
    readonly suffix?: string;
  },
) {
  const { responseSecret, commandNonce, relayLayer, destinationId } = design;
  const suffix = of.suffix ?? '';
  const own = responseSecret === 'a key of its own';
  const reuses = responseSecret === "the command's key and nonce";
  const draws = !reuses && commandNonce === 'random' && relayLayer === 'sealed';
  const key = own ? `kdf((${of.secret}, publicOf(own${suffix})), forS2r)` : `kdf(${of.secret}, forS2r)`;
  const nonce = reuses ? of.commandNonce : draws ? `answerNonce${suffix}` : of.corrId;
  return {
    fresh: [...when(own, `new own${suffix};`), ...when(draws, `new answerNonce${suffix};`)],
    parts: [
      ...when(destinationId === 'in clear in the response', of.queue),
      ...when(destinationId === 'hashed in the response', `hash(${of.queue})`),
      ...when(own, `publicOf(own${suffix})`),
      s2r(design, key, nonce, `(${of.inner}, ${of.queue}, ${of.answer})`),
    ],
  };
}

/** The relay's answer to what `opens` bound. */
export function answer(design: Design, word: string): { readonly fresh: readonly string[]; readonly out: string } {
  const random = design.commandNonce === 'random' && design.relayLayer === 'sealed';
  const { fresh, parts } = responded(design, {
    secret: 'decapsulate(y, X)',
    commandNonce: random ? 'n' : 'corrId',
    corrId: 'corrId',
    queue: 'queue',
    inner: 'inner',
    answer: word,
  });
  return { fresh, out: `out(net, ${tuple('corrId', ...parts)})` };
}
