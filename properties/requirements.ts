// What each requirement asks, in one sentence, and where the specification says so.

export interface Requirement {
  readonly id: string;
  readonly statement: string;
  readonly source: string;
}

const requirement = (id: string, statement: string, source: string): Requirement => ({ id, statement, source });
const TWO =
  'Design requirements, 2: “SMP sending relay should not be able to observe queue addresses and their count on the destination relays.”';
const THREE =
  'Design requirements, 3: “There must be no identifiers and cyphertext in common in outgoing and incoming traffic in 1st step relays.”';
const FOUR =
  'Design requirements, 4: “Traffic between the client and destination relays must be e2e encrypted, with MITM mitigated using server identity (certificate fingerprint), ideally without adding the additional fingerprint in destination relay address.”';
const FIVE =
  'Design requirements, 5: “SMP sending relays should implement retry logic and hold messages while they are delivered. They also should push "sent" confirmation to the client.”';
const SIX =
  'Design requirements, 6: “schedule sending messages”, “holding messages and retrying them for the new connections while the receiving queue is not secured yet”.';
const THREAT = 'Threat model of the published protocol';

export const requirements: readonly Requirement[] = [
  requirement(
    'R1.1',
    'One server program plays relay and proxy; a connection agrees its role, and a block of another role is refused.',
    'Design requirements, 1: “we should not create additional server types”.',
  ),
  requirement(
    'R1.2',
    'A client refuses a proxy that is the destination relay itself.',
    'Follows from design requirement 2.',
  ),
  requirement('R2.1', 'The proxy cannot learn a queue address.', TWO),
  requirement('R2.2', 'The proxy cannot tell whether two forwards go to the same queue.', TWO),
  requirement('R2.3', 'The proxy cannot learn how many queues a client has on a relay.', TWO),
  requirement(
    'R2.4',
    'Responses, errors, holding, retries, lengths and their timing tell the proxy nothing about queues.',
    TWO,
  ),
  requirement(
    'R3.1',
    'Inside TLS, what enters a proxy and what leaves it have no identifier and no ciphertext in common.',
    THREE,
  ),
  requirement(
    'R3.2',
    'No identifier and no ciphertext is common to both sides of a response, to two tries of a held forward, or to a client’s resends.',
    THREE,
  ),
  requirement(
    'R3.3',
    'Of two forwards held together, nothing that can be computed tells which became which block to the relay.',
    THREE,
  ),
  requirement(
    'R3.4',
    'On the wire every record of a link has one length.',
    'Grammar: “proxy_block = padded(proxy_transmission, 16384)”.',
  ),
  requirement('R4.1', 'The proxy cannot read, alter, add or forge commands and responses undetected.', FOUR),
  requirement(
    'R4.2',
    'The proxy cannot put another key in the place of the relay’s: not its own, not another relay’s, not an expired one.',
    FOUR,
  ),
  requirement(
    'R4.3',
    'Relay keys are erased when their time is past, from the disk too, and nothing is held or scheduled beyond its key.',
    'Implementation, second paragraph: “This would allow relays rotating the keys used to encrypt traffic, providing the forward secrecy.”',
  ),
  requirement('R4.4', 'The relay’s address carries no second fingerprint or key.', FOUR),
  requirement(
    'R4.5',
    'A stale or reused relay id never routes a block to another relay.',
    'Grammar: “server IDs can expire”.',
  ),
  requirement(
    'R4.6',
    'Repeated and changed blocks never enqueue a message twice or elsewhere; a repeated forward gets the very answer the first one got.',
    'Follows from design requirements 4 and 5.',
  ),
  requirement('R5.1', 'The proxy tries until the relay answers or the message expires, and holds nobody up.', FIVE),
  requirement('R5.2', 'What the proxy accepted survives any crash, and its client’s leaving.', FIVE),
  requirement('R5.3', 'What a user is told is true, is told in time, and every order ends.', FIVE),
  requirement('R5.4', 'A message enters its queue once and in order, and withholding one tells nothing.', FIVE),
  requirement(
    'R5.5',
    'What a proxy holds is bounded for each client and in all, and takes little more than its block.',
    'Grammar, the text after it: “That requires some capacity/limits management.”',
  ),
  requirement(
    'R5.6',
    'A response is kept until its client has it, and let go of when it has, the last one too.',
    'Grammar, the text after it: “It also requires holding unconfirmed responses”.',
  ),
  requirement(
    'R5.7',
    'Both flows of the text, several forwards in flight and one at a time, are measured: throughput, memory, and what each leaks.',
    'Grammar, the text after it: “A possible alternative is to reject additional forwards until the first is sent”.',
  ),
  requirement(
    'R6.1',
    'A scheduled message is sent at its time while its client is offline, and may be taken back.',
    SIX,
  ),
  requirement('R6.2', 'A message to a queue that is not secured yet is held, and the proxy does not learn it.', SIX),
  requirement(
    'U1',
    'The relay recognises destination ids that the proxy cannot link.',
    'Unsolved problems, 1: “How to prevent correlation of destination IDs”.',
  ),
  requirement(
    'G1',
    'A relay that somebody else chose sees IP addresses of other relays, and of no user who sends through a proxy.',
    'Option 3: “peer-chosen relays can only observe IP addresses of other relays and not of the users”.',
  ),
  requirement(
    'G4',
    'Whoever watches the links of a proxy cannot tell by times who writes to which relay; how hard that is, is measured by load and by delay.',
    'Option 3: “makes transport correlation harder”.',
  ),
  requirement(
    'G5',
    'A relay cannot link the messages of one client; with the proxy’s help it can.',
    'Option 3: “prevents session-based correlation of the traffic by the destination relay (assuming no collusion with the first-step relay)”.',
  ),
  requirement(
    'I1',
    'Every message fits a block of 16,384 octets.',
    'Implementation considerations, 1, and the sentence on the overhead.',
  ),
  requirement(
    'I2',
    'The role of a connection is agreed in its handshake.',
    'Implementation considerations, 2: “which protocol is provided in the connection is determined during handshake”.',
  ),
  requirement(
    'I3',
    'Forwarding is a concern of transport: a client’s commands are the same whether they go direct or through a proxy.',
    'Implementation considerations, 3: “see it instead as transport concern that can be dynamically decided”.',
  ),
  requirement(
    'N1',
    'Delivery through a proxy is measured under faults, against going directly.',
    'Option 3, cons: “can undermine delivery stability”.',
  ),
  requirement('T.C1', 'The proxy sees the IP addresses of its clients.', THREAT),
  requirement('T.C2', 'The proxy counts what each of its clients sends.', THREAT),
  requirement('T.P6', 'Proxy and relay, even together, cannot learn what a message says, nor how long it is.', THREAT),
  requirement(
    'T.P14',
    'Inside TLS, what enters a relay and what it hands to recipients have nothing in common.',
    THREAT,
  ),
  requirement(
    'D1',
    'On a good network every message arrives, once and in order.',
    'A design that does not deliver is private for the wrong reason.',
  ),
  requirement(
    'B1',
    'A proxy with a password serves only who knows it.',
    'Grammar: “server = "S" address [basic_auth] ; register relay, allows to optionally prevent unauthorised usage”.',
  ),
];

export const requirementOf = (id: string): Requirement | undefined => requirements.find((one) => one.id === id);
