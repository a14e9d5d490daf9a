// Every pro and con that the specification names, and what the figures say of each. No answer stands here: rules do.
import { type Answered, halved, less, more, type SeedsOf, together, unmeasured } from './claim-rules.ts';
import { alike, delivers, HOST, hides, ofHost, PEERS, shows, sight } from './claim-sights.ts';
import { CONDITIONS, OPTIONS, type Option } from './options-traffic.ts';
import type { Claim } from './result.ts';

/** Answers that come from elsewhere in the audit, by the id of a claim; nothing where it has none. */
export type Given = (claim: string) => Answered | undefined;

interface Asked {
  readonly id: string;
  readonly rows: readonly string[];
  readonly claim: string;
  readonly where: string;
  readonly answer: (seeds: SeedsOf) => Answered;
}

const FIRST_STEP = ['first-step relay, draft', 'first-step relay, sealed'] as const satisfies readonly Option[];
const [TOR_PRO, TOR_CON] = ['option 1, Tor, pros', 'option 1, Tor, cons'];
const [HOST_PRO, HOST_CON] = ['option 2, thin clients, pros', 'option 2, thin clients, cons'];
const [STEP_PRO, STEP_CON] = ['option 3, first-step relays, pros', 'option 3, first-step relays, cons'];

const TASTE = 'What people would like best is not a matter of a run.';
const WORK = 'What it costs to design and develop is not a matter of a run.';

const asked: readonly Asked[] = [
  {
    id: 'problem-peers-see',
    rows: ['O0'],
    claim: 'relays chosen by recipients see the IP addresses of senders, unless these use a VPN or an overlay',
    where: 'Problem',
    answer: (seeds) =>
      together([
        shows(seeds, 'direct', 'a contact’s relay'),
        hides(seeds, 'direct over a VPN', 'a contact’s relay'),
        hides(seeds, 'Tor', 'a contact’s relay'),
      ]),
  },
  {
    id: 'tor-no-changes',
    rows: ['O1'],
    claim: 'no changes in the protocols or servers',
    where: TOR_PRO,
    answer: (seeds) => together([alike('Tor', 'direct'), delivers(seeds, 'Tor')]),
  },
  {
    id: 'tor-threat-model',
    rows: ['O1', 'G1'],
    claim: 'acceptable threat model for most users',
    where: TOR_PRO,
    answer: (seeds) =>
      together([
        ...PEERS.map((who) => hides(seeds, 'Tor', who)),
        hides(seeds, 'Tor', 'the middle'),
        hides(seeds, 'Tor', 'the exit'),
        hides(seeds, 'Tor', 'the guard'),
      ]),
  },
  {
    id: 'tor-simple',
    rows: ['O1'],
    claim: 'removes the complexity of installing and configuring Tor',
    where: TOR_PRO,
    answer: () => unmeasured('How hard it is to install something is not a matter of a run.'),
  },
  {
    id: 'tor-attractive',
    rows: ['O1'],
    claim: 'the most attractive option for users of Tor',
    where: TOR_PRO,
    answer: () => unmeasured(TASTE),
  },
  {
    id: 'tor-latency',
    rows: ['O1', 'G2'],
    claim: 'higher latency',
    where: `${TOR_CON}; Problem`,
    answer: (seeds) =>
      together([
        more(seeds, 'Tor', 'direct', 'quiet', 'medianMillis'),
        more(seeds, 'Tor', 'direct', 'quiet', 'p95Millis'),
      ]),
  },
  {
    id: 'tor-resources',
    rows: ['O1'],
    claim: 'higher resource usage',
    where: TOR_CON,
    answer: (seeds) =>
      together([
        more(seeds, 'Tor', 'direct', 'quiet', 'octets'),
        more(seeds, 'Tor', 'direct', 'quiet', 'connections'),
        more(seeds, 'Tor', 'direct', 'quiet', 'wakeUps'),
      ]),
  },
  {
    id: 'tor-updates',
    rows: ['O1'],
    claim: 'requires updating the Tor client regularly',
    where: TOR_CON,
    answer: () =>
      unmeasured('How often a program needs an update, and what a shop of apps makes of it, is not a matter of a run.'),
  },
  {
    id: 'tor-restricted',
    rows: ['O1'],
    claim: 'some networks restrict Tor, so bridges would have to be supported',
    where: TOR_CON,
    answer: (seeds) => {
      const told = seeds('Tor').some(({ sights }) =>
        sights.some(({ who, addresses }) => who === 'the network at the device' && addresses.includes('the guard')),
      );
      return {
        answer: told ? 'depends' : 'not supported',
        why: told
          ? 'The network at the device sees the address of a guard, and guards are listed in public: it can block them. Whether it does depends on the network.'
          : 'The network at the device sees no address of Tor.',
        figures: [sight(seeds, 'Tor', 'the network at the device')],
      };
    },
  },
  {
    id: 'host-traffic',
    rows: ['O2'],
    claim: 'substantially reduces the traffic of mobile clients (here: to less than half)',
    where: HOST_PRO,
    answer: (seeds) =>
      together([
        halved(seeds, HOST, 'direct', 'quiet', 'octets'),
        halved(seeds, HOST, 'direct', 'quiet', 'paddedOctets'),
      ]),
  },
  {
    id: 'host-attractive',
    rows: ['O2'],
    claim: 'the most attractive option for mass-market users',
    where: HOST_PRO,
    answer: () => unmeasured(TASTE),
  },
  {
    id: 'host-work',
    rows: ['O2'],
    claim: 'a lot of design and development',
    where: HOST_CON,
    answer: () => unmeasured(WORK),
  },
  {
    id: 'host-accounts',
    rows: ['O2'],
    claim: 'makes accounts visible to the server',
    where: HOST_CON,
    answer: (seeds) =>
      together([
        shows(seeds, HOST, 'the host of the account'),
        ofHost(seeds, 'the host reads what the user writes and reads', ({ texts }) => texts > 0),
      ]),
  },
  {
    id: 'host-graph',
    rows: ['O2'],
    claim: 'additional protocol design to protect the graph of connections',
    where: HOST_CON,
    answer: (seeds) =>
      together([
        ofHost(
          seeds,
          'the host knows every queue of the user without such a design',
          ({ queues, ofQueues }) => ofQueues > 0 && queues === ofQueues,
        ),
      ]),
  },
  {
    id: 'step-no-tor',
    rows: ['G1'],
    claim: 'no dependency on Tor',
    where: STEP_PRO,
    answer: (seeds) =>
      together(FIRST_STEP.flatMap((option) => [delivers(seeds, option), hides(seeds, option, 'a contact’s relay')])),
  },
  {
    id: 'step-latency',
    rows: ['G2'],
    claim: 'lower latency: direct below a first-step relay, and that below Tor',
    where: STEP_PRO,
    answer: (seeds) =>
      together(
        FIRST_STEP.flatMap((option) => [
          less(seeds, 'direct', option, 'quiet', 'medianMillis'),
          less(seeds, option, 'Tor', 'quiet', 'medianMillis'),
        ]),
      ),
  },
  {
    id: 'step-traffic',
    rows: ['G3'],
    claim: 'reduces client traffic',
    where: STEP_PRO,
    answer: (seeds) =>
      together(
        CONDITIONS.flatMap((condition) =>
          FIRST_STEP.map((option) => less(seeds, option, 'direct', condition, 'octets')),
        ),
      ),
  },
  {
    id: 'step-retries',
    rows: ['G3'],
    claim: 'relays handle the retries instead of the client',
    where: STEP_PRO,
    answer: (seeds) => together(FIRST_STEP.map((option) => less(seeds, option, 'direct', 'troubled', 'retries'))),
  },
  {
    id: 'step-connections',
    rows: ['G3'],
    claim: 'a smaller number of connections',
    where: STEP_PRO,
    answer: (seeds) =>
      together(
        CONDITIONS.flatMap((condition) =>
          FIRST_STEP.map((option) => less(seeds, option, 'direct', condition, 'connections')),
        ),
      ),
  },
  {
    id: 'step-addresses',
    rows: ['G1'],
    claim: 'protects IP addresses from peers',
    where: STEP_PRO,
    answer: (seeds) => together(FIRST_STEP.flatMap((option) => PEERS.map((who) => hides(seeds, option, who)))),
  },
  {
    id: 'step-correlation',
    rows: ['G4'],
    claim: 'makes correlation of transport harder',
    where: STEP_PRO,
    answer: () => unmeasured('The games of this audit answer it where they are played.'),
  },
  {
    id: 'step-functions',
    rows: ['R6.1', 'R6.2'],
    claim: 'additional functions: pending and scheduled messages',
    where: STEP_PRO,
    answer: () => unmeasured('The lines of R6.1 and R6.2 answer it where they are audited.'),
  },
  {
    id: 'step-sessions',
    rows: ['G5'],
    claim: 'prevents correlation by session at the destination relay, without collusion',
    where: STEP_PRO,
    answer: () => unmeasured('The lines of G5 answer it where they are audited.'),
  },
  {
    id: 'step-work',
    rows: ['N1'],
    claim: 'substantial design and development',
    where: STEP_CON,
    answer: () => unmeasured(WORK),
  },
  {
    id: 'step-stability',
    rows: ['N1'],
    claim: 'can undermine the stability of delivery',
    where: STEP_CON,
    answer: (seeds) =>
      together(
        FIRST_STEP.flatMap((option) => [
          less(seeds, option, 'direct', 'troubled', 'ratio'),
          more(seeds, option, 'direct', 'troubled', 'doubled'),
          more(seeds, option, 'direct', 'troubled', 'p95Millis'),
        ]),
      ),
  },
];

/** Every claim with its answer; nothing where not every option was run over two seeds. */
export function claimsOf(seeds: SeedsOf, given: Given = () => undefined): Claim[] {
  if (OPTIONS.some((option) => seeds(option).length < 2)) return [];
  return asked.map(({ answer, ...claim }) => ({
    ...claim,
    rows: [...claim.rows],
    ...(given(claim.id) ?? answer(seeds)),
  }));
}
