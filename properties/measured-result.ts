// What is measured and not judged, as data: delivery, delays, crowds, flows and options, each figure a mean over seeds with its interval.
// A part of the schema of audit.json.
import { z } from 'zod';

export const interval = z
  .strictObject({ value: z.number(), low: z.number(), high: z.number() })
  .describe('the mean over seeds, and its 95% interval over seeds');

/** How messages of one way arrive under one fault (N1). */
export const delivery = z.strictObject({
  fault: z.string(),
  way: z.string().describe('a design, or `direct`: the clients have no proxy'),
  seeds: z.number().int(),
  ratio: interval.describe('received of ordered'),
  doubled: interval.describe('received more than once, of ordered'),
  outOfOrder: interval.describe('received after one that was ordered later to the same queue, of ordered'),
  medianMillis: interval.optional().describe('from order to reception; absent where nothing arrived'),
  p95Millis: interval.optional().describe('the same, of the 95th percentile by rank'),
});

/** How well times link what enters a proxy with what leaves it: two clients, one message each, to one of two relays each (G4). */
export const load = z.strictObject({
  delay: z.string().describe('how the proxy delays what it passes on, either way'),
  delayMillis: z.number().describe('the mean of an exponential delay, the period of a timed one'),
  gapMillis: z.number().describe('mean time between the two messages'),
  target: z.number().describe('the advantage that the timed delay is chosen for'),
  seeds: z.number().int(),
  advantage: interval.describe('of an adversary on both links, over blind guessing'),
  medianMillis: interval.describe('from order to reception'),
});

/** Twelve clients behind a proxy that delays, and what an observer of its links believes of who wrote each message (G4). */
export const crowd = z.strictObject({
  design: z.string(),
  axis: z.string().describe('what is varied'),
  setting: z.string(),
  messagesASecond: z.number().describe('of all clients together'),
  proxies: z.number().int(),
  seeds: z.number().int(),
  figures: z
    .strictObject({
      worstSet: interval.describe('two to the power of `worstBits`: among how many even suspects that user hides'),
      worstBits: interval.describe('mean entropy of beliefs about the messages of the user for whom it was least'),
      worstAdvantage: interval.describe('of telling that user from one other: 2 Pr[win] - 1'),
      worstDelta: interval.describe('delta of (1, delta): between that user and one other'),
      set: interval.describe('two to the power of `bits`'),
      bits: interval.describe('mean Shannon entropy of beliefs, over all messages'),
      minBits: interval.describe('minus the logarithm of `vulnerability`'),
      vulnerability: interval.describe('Bayes vulnerability: mean probability of the likeliest user'),
      named: interval.describe(
        'how often the likeliest user did write it: what was believed is right if this is `vulnerability`',
      ),
      leakage: interval.describe('multiplicative: `vulnerability` over that of blind guessing'),
      advantage: interval.describe('of telling a user from one other, over all messages'),
      epsilon: interval.describe('the least epsilon at which delta is no more than 0.1').optional(),
      isolated: interval.describe('share of messages of which the observer is sure'),
      medianMillis: interval.describe('from order to reception'),
      p95Millis: interval.describe('the same, of the 95th percentile by rank'),
      delivered: interval.describe('received of ordered'),
      octetsAMessage: interval.describe('on the link of a client, both ways, with headers'),
      forwardsAMessage: interval.describe('that leave proxies'),
      wakeUpsAnHour: interval.describe('of the radio of one client'),
      relayAdvantage: interval.describe('of a relay that tells by sessions whether two forwards are of one client'),
      clientsOfAProxy: interval.describe('share of clients that one proxy serves'),
      messagesOfAProxy: interval.describe('share of messages that one proxy sees'),
    })
    .describe('means over seeds; users are as likely as each other beforehand'),
});

/** One of the two flows of the specification (R5.7). */
export const flow = z.strictObject({
  flow: z.string(),
  seeds: z.number().int(),
  rates: z.array(z.strictObject({ latencyMillis: z.number(), messagesASecond: interval })),
  heldOctets: interval.describe('octets of all that the proxy held, when they were most'),
  blocksAMessage: interval.describe('on the link of client and proxy, both ways'),
  otherRelayMillis: interval.optional().describe('median delay of what goes to a relay while another one is away'),
  afterReturnMillis: interval.optional().describe('from the return of that relay to the last message that waited'),
  leaks: z.strictObject({
    lines: z.number().int().describe('lines of the threat model about the proxy that were tried'),
    trials: z.number().int().describe('of each experiment'),
    violated: z.array(z.string()).describe('those that were violated'),
  }),
});

const optionFigures = z.strictObject({
  ratio: interval.describe('received of written'),
  doubled: interval.describe('received more than once, of written'),
  medianMillis: interval.optional().describe('from writing to reception, of what the device’s user writes'),
  p95Millis: interval.optional().describe('the same, of the 95th percentile by rank'),
  readMillis: interval.optional().describe('the median of what is written to them'),
  octets: interval.describe('on the link of the device, both ways, with headers of TCP and IP'),
  paddedOctets: interval.describe('the same if records of a thin client were as long as blocks'),
  connections: interval.describe('sessions and tunnels that the device opens'),
  retries: interval.describe('what the device sends again, and asks again'),
  wakeUps: interval.describe('of the device’s radio'),
});
/** One way for a user to be protected, or not, as it was run (G1 to G3, N1, O0 to O2). */
export const option = z.strictObject({
  option: z.string(),
  seeds: z.number().int(),
  quiet: optionFigures.describe('the phone changes its network now and then, and nothing else goes wrong'),
  troubled: optionFigures.describe('as well a relay restarts, connections die without a word, and the network is away'),
  sees: z
    .array(
      z.strictObject({
        who: z.string(),
        device: z.boolean().describe('whether it sees the IP address of the user’s device'),
        addresses: z.array(z.string()).describe('whose IP addresses it sees'),
      }),
    )
    .describe('of each party: what addresses stand in its view, in any seed'),
  reads: z
    .array(
      z.strictObject({
        who: z.string(),
        queues: z.number().int(),
        ofQueues: z.number().int(),
        texts: z.number().int(),
        ofTexts: z.number().int(),
      }),
    )
    .describe(
      'queue addresses and texts that the hosts next to the device derive from what they see in the quiet run of the first seed',
    ),
});
