// The parts of a ProVerif model that follow decisions of the design: what clients check, seal and send, and what the relay
// opens and answers. Each says what `identity.ts`, `lanes.ts`, `layers.ts`, `jobs.ts` and `relay.ts` do.
import type { Design } from '../../model/design.ts';
import { tuple, when } from './question.ts';

/** Where the relay's key comes from in the client's process: the proxy, who is the attacker, hands over whatever it likes. */
export const REGISTRATION =
  'in(net, (relayId: bitstring, leaf: bitstring, authority: bitstring, statement: bitstring, signature: bitstring));';

/** What a client checks of it; `Y` is bound from here on. The dates of a statement are its epoch. */
export function relayKeyCheck({ relayKeyCheck: check }: Design): readonly string[] {
  const compares = check !== 'fingerprint not compared';
  return [
    'let (=ofAuthority, authorityKey: verifyingKey, byItself: bitstring) = authority in',
    'let (=ofLeaf, leafKey: verifyingKey, byAuthority: bitstring) = leaf in',
    ...when(compares, 'if hash(authority) = fingerprint then'),
    'if verify(authorityKey, (ofAuthority, authorityKey), byItself) then',
    ...when(check !== 'leaf not checked', 'if verify(authorityKey, (ofLeaf, leafKey), byAuthority) then'),
    `let (${compares ? '=fingerprint' : 'named: bitstring'}, ${check === 'dates not checked' ? 'epoch: bitstring' : '=thisEpoch'}, Y: point) = statement in`,
    ...when(check !== 'signature not checked', 'if verify(leafKey, (relayKeyPurpose, statement), signature) then'),
  ];
}
/** Whether a key that the relay never made is refused; an expired one matters where an expired one leaks. */
export const checksKeys = ({ relayKeyCheck: check }: Design): boolean =>
  check === 'whole chain, relay and dates' || check === 'dates not checked';
/** Whether nobody between client and relay reads or writes what s2r covers. */
export const keepsS2r = (design: Design): boolean => design.relayLayer === 'sealed' && checksKeys(design);

/** The relay's identity: an authority that the fingerprint pins, and a leaf; `inside` sees `leaf`, `authority`, `fingerprint`. */
export const withIdentity = (...inside: readonly string[]): readonly string[] => [
  'process',
  '  new authoritySecret: signingKey;',
  '  new leafSecret: signingKey;',
  '  let authority = (ofAuthority, verifying(authoritySecret), sign(authoritySecret, (ofAuthority, verifying(authoritySecret)))) in',
  '  let leaf = (ofLeaf, verifying(leafSecret), sign(authoritySecret, (ofLeaf, verifying(leafSecret)))) in',
  '  let fingerprint = hash(authority) in',
  ...inside.map((line) => `  ${line}`),
];

export const RELAY_PARAMETERS = 'fingerprint: bitstring, leaf: bitstring, authority: bitstring, leafSecret: signingKey';
export const RELAY_ARGUMENTS = 'fingerprint, leaf, authority, leafSecret';

/** The relay gives out the key `y` of an epoch, for the proxy to hand on. */
export const givesKey = (y = 'y', epoch = 'thisEpoch', statement = 'statement'): readonly string[] => [
  `let ${statement} = (fingerprint, ${epoch}, exp(g, ${y})) in`,
  `out(net, (leaf, authority, ${statement}, sign(leafSecret, (relayKeyPurpose, ${statement}))));`,
];

/** A command as it is numbered and signed: the signature covers the sender key, so that it fits no other block. */
export function transmission(
  { numbering }: Design,
  to: {
    readonly sender: string;
    readonly inner: string;
    readonly queue: string;
    readonly signer: string;
    readonly stream: string;
    readonly number: string;
    readonly expires?: string;
    readonly body: string;
  },
): string {
  const { sender, inner, queue, signer, stream, number, expires, body } = to;
  const command = numbering === 'none' ? `(send, ${body})` : tuple('sendNumbered', stream, number, expires, body);
  return `(sign(${signer}, (${sender}, ${inner}, ${queue}, ${command})), ${inner}, ${queue}, ${command})`;
}

/** What s2r makes of `body`: the nonce stands in front, unless it is the corr id. */
export function s2r({ relayLayer, commandNonce }: Design, key: string, nonce: string, body: string): string {
  if (relayLayer === 'absent') return body;
  return commandNonce === 'random' ? `(${nonce}, seal(${key}, ${nonce}, ${body}))` : `seal(${key}, ${nonce}, ${body})`;
}

export const agreedKey = (point: string, exponent: string): string => `kdf(exp(${point}, ${exponent}), forS2r)`;

/** A client's block for the proxy: corr id, relay id, sender key, sealed command. Suffixes keep the names of several apart. */
export function forward(design: Design, plain: string, { x = 'x', suffix = '', relayKey = 'Y' } = {}): Forwarded {
  const corrId = `corrId${suffix}`;
  const nonce = design.commandNonce === 'random' ? `n${suffix}` : corrId;
  const block = s2r(design, agreedKey(relayKey, x), nonce, plain);
  return {
    fresh: [
      `new ${corrId}: nonce;`,
      ...when(design.commandNonce === 'random' && design.relayLayer === 'sealed', `new ${nonce}: nonce;`),
      `new inner${suffix}: nonce;`,
    ],
    block,
    sent: `(${corrId}, relayId, exp(g, ${x}), ${block})`,
  };
}
export interface Forwarded {
  /** Draws that come before it. */
  readonly fresh: readonly string[];
  readonly block: string;
  readonly sent: string;
}

/** The sender key's exponent: drawn for each command, or kept by what the design keeps it for. */
export function senderExponent({ senderKey }: Design, kept: { readonly queue: string; readonly client: string }) {
  if (senderKey === 'fresh per command') return undefined;
  return senderKey === 'kept per queue' ? kept.queue : kept.client;
}

/** The relay takes a forward and opens it with `y`; then `transmitted`'s parts are bound. */
export function opensForward({ relayLayer, commandNonce }: Design): readonly string[] {
  const parts = '(signature: bitstring, inner: nonce, queue: bitstring, command: bitstring)';
  const block = 'in(net, (corrId: nonce, X: point, block: bitstring));';
  if (relayLayer === 'absent') return [block, `let ${parts} = block in`];
  const key = ['let layerKey = kdf(exp(X, y), forS2r) in'];
  if (commandNonce === 'random')
    return [
      block,
      ...key,
      'let (n: nonce, sealed: bitstring) = block in',
      `let ${parts} = open(layerKey, n, sealed) in`,
    ];
  return [block, ...key, `let ${parts} = open(layerKey, corrId, block) in`];
}

/** The parts of a response besides its corr id, in their order; `own` is the exponent of a response's own key. */
export function response(
  design: Design,
  of: {
    readonly queue: string;
    readonly inner: string;
    readonly answer: string;
    /** The key that the command came under, and the sender key. */
    readonly layerKey: string;
    readonly sender: string;
    readonly commandNonce: string;
    /** The corr id of the hop between proxy and relay. */
    readonly corrId: string;
    readonly suffix?: string;
  },
): { readonly fresh: readonly string[]; readonly parts: readonly string[]; readonly key: string } {
  const { relayLayer, responseSecret, commandNonce, destinationId } = design;
  const suffix = of.suffix ?? '';
  const own = responseSecret === 'a key of its own';
  const reuses = responseSecret === "the command's key and nonce";
  const draws = !reuses && commandNonce === 'random' && relayLayer === 'sealed';
  const key = own ? `kdf(exp(${of.sender}, own${suffix}), forS2r)` : of.layerKey;
  const nonce = reuses ? of.commandNonce : commandNonce === 'random' ? `answerNonce${suffix}` : of.corrId;
  const destination = {
    'inside s2r': [],
    'in clear in the response': [of.queue],
    'hashed in the response': [`hash(${of.queue})`],
    // Nobody can guess the id, so that the relay's secret beside it changes nothing that shows.
    'hashed with a secret of the relay': [`hash(${of.queue})`],
  };
  return {
    fresh: [...when(own, `new own${suffix}: exponent;`), ...when(draws, `new answerNonce${suffix}: nonce;`)],
    parts: [
      ...destination[destinationId],
      ...when(own, `exp(g, own${suffix})`),
      s2r(design, key, nonce, `(${of.inner}, ${of.queue}, ${of.answer})`),
    ],
    key,
  };
}

/** What the relay answers to the forward that `opensForward` bound. */
export const answers = (design: Design, answer: string) =>
  response(design, {
    queue: 'queue',
    inner: 'inner',
    answer,
    layerKey: 'layerKey',
    sender: 'X',
    commandNonce: design.commandNonce === 'random' && design.relayLayer === 'sealed' ? 'n' : 'corrId',
    corrId: 'corrId',
  });

/** The secret of a session's layer, out of both ends' exponents. */
export const sessionSecret = ({ sessionSecret: made }: Design, ours: string, theirs: string): string =>
  made === 'agreed afresh' ? `exp(exp(g, ${theirs}), ${ours})` : `sumOf(exp(g, ${ours}), exp(g, ${theirs}))`;
export const sumDeclared = ({ sessionSecret: made }: Design): readonly string[] =>
  when(made !== 'agreed afresh', '(* Anybody adds up two public keys. *)', 'fun sumOf(point, point): point.');
