// What each subject declares of the matrix: the secrets that it exposes to each observer; all else is hidden, where it
// is a question at all. A cell that is found otherwise is a change that somebody must look at.

import type { Exposure, MatrixColumn } from './matrix.ts';
import { type MatrixObserver, type MatrixSubject, outOfScope, SECRETS, type Secret } from './matrix-questions.ts';
import type { OwnDesign } from './own-design.ts';
import type { Matrix } from './result.ts';

const ADDRESS: Secret = 'the queue’s address';
const SAME: Secret = 'whether two forwards go to one queue';
const MANY: Secret = 'how many queues there are';
const ANSWER: Secret = 'what the relay answered';
const SECURED: Secret = 'whether the queue is secured';
const IP: Secret = 'the sender’s IP address';
const CLIENT: Secret = 'which of two clients wrote';
const WHOM: Secret = 'who writes to whom';
const COUNT: Secret = 'that a message was sent';
const TEXTS: readonly Secret[] = ['the text', 'the length of the text'];

type Exposed = Readonly<Partial<Record<MatrixObserver, readonly Secret[]>>>;

/** Both see the whole of the commands, and only the recipient has the key of the texts. */
const together = SECRETS.filter((secret) => !TEXTS.includes(secret));

/** Destination ids stand in clear in responses; an unsecured queue shows by the proxy's further tries. */
const inDraft = [ADDRESS, SAME, MANY, SECURED, IP, CLIENT, COUNT];
/** Who sees a client connect knows its IP address and, by the number of packets, when it writes. */
const onClientLink = [IP, CLIENT, COUNT];
/** Commands to the relay are in clear inside TLS. */
const inDirect = [ADDRESS, SAME, MANY, ANSWER, SECURED, IP, CLIENT, COUNT];

export const DECLARED: Readonly<Record<string, Exposed>> = {
  draft: {
    'the network on the client’s link': [SECURED, ...onClientLink],
    'the network on the proxy-relay link': [SECURED, COUNT],
    'the network on both links': [SECURED, ...onClientLink],
    'the network on the client’s link, inside TLS': inDraft,
    // The relay id that a client was given goes on to the relay and tells clients apart.
    'the network on the proxy-relay link, inside TLS': [ADDRESS, SAME, MANY, SECURED, CLIENT, COUNT],
    'the network on both links, inside TLS': inDraft,
    'the proxy': inDraft,
    'the relay': [CLIENT, COUNT],
    'the proxy with the relay': together,
    'the proxy with the network, inside TLS': inDraft,
    'the relay with the recipient': [CLIENT],
    // The recipient knows its queue by the destination id in the response, and the link shows who gets that.
    'the recipient with the network, inside TLS': [IP, CLIENT, WHOM],
  },
  sealed: {
    'the network on the client’s link': onClientLink,
    'the network on the proxy-relay link': [COUNT],
    'the network on both links': onClientLink,
    'the network on the client’s link, inside TLS': onClientLink,
    'the network on the proxy-relay link, inside TLS': [COUNT],
    'the network on both links, inside TLS': onClientLink,
    'the proxy': onClientLink,
    'the relay': [COUNT],
    'the proxy with the relay': together,
    'the proxy with the network, inside TLS': onClientLink,
    'the recipient with the network, inside TLS': [IP, CLIENT],
  },
  direct: {
    // The client itself tries again for as long as the queue is not secured.
    'the network on the client’s link': [SECURED, ...onClientLink],
    'the network on both links': [SECURED, ...onClientLink],
    'the network on the client’s link, inside TLS': inDirect,
    'the network on both links, inside TLS': inDirect,
    'the relay': [IP, CLIENT, WHOM, COUNT],
    'the relay with the recipient': [IP, CLIENT, WHOM],
    'the recipient with the network, inside TLS': [IP, CLIENT, WHOM],
  },
};

/** A subject, and the design of a reviewer's own that it is, if it is one. */
export interface Declaring extends MatrixSubject {
  readonly own?: OwnDesign;
}

/** What is declared of one cell. */
export function declared(
  { name, way, own }: Pick<Declaring, 'name' | 'way' | 'own'>,
  observer: MatrixObserver,
  secret: Secret,
): Exposure {
  if (outOfScope(observer, secret, way) !== undefined) return 'out of scope';
  const row = own?.exposes[observer] ?? DECLARED[own?.base ?? name]?.[observer];
  return row?.includes(secret) ? 'exposed' : 'hidden';
}

/** The whole matrix of a subject, held against what is declared; columns in whatever order they come. */
export function matrixOf(subject: Declaring, draws: number, columns: readonly MatrixColumn[]): Matrix {
  const cells = SECRETS.flatMap((secret) =>
    (columns.find((one) => one.secret === secret)?.findings ?? []).map((found) => {
      const said = declared(subject, found.observer, secret);
      return { secret, ...found, declared: said, asDeclared: said === found.exposure };
    }),
  );
  return { subject: subject.name, draws, cells };
}
