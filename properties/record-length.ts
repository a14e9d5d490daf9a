// On the wire every record of a link has one length (R3.4).
import { RECORD_OVERHEAD_OCTETS, type Trace } from '../sim/trace.ts';
import { hit, nothing, type Property, sum, type Tally } from './property.ts';
import { type Carried, carried } from './truth.ts';

function oneLength(runs: readonly Trace[]): Tally {
  return sum(
    runs.flatMap((trace) => {
      const lengths = new Map<string, Carried>();
      return carried(trace).map((one) => {
        const link = [one.from, one.to].sort().join(' and ');
        const first = lengths.get(link) ?? one;
        lengths.set(link, first);
        if (first.block.length === one.block.length) return { ...nothing, chances: 1 };
        const octets = (block: Carried): number => block.block.length + RECORD_OVERHEAD_OCTETS;
        const words = `Between ${link} one record has ${octets(first)} octets (${first.at} ms) and another ${octets(one)} (${one.at} ms).`;
        return hit({
          atMillis: one.at,
          about: [first, one].map(({ session, at }) => ({ session, atMillis: at })),
          story: words,
        });
      });
    }),
  );
}

export const recordLength: readonly Property[] = [
  {
    says: 'cannot',
    method: 'exact',
    cryptography: 'both',
    id: 'R3.4-one-length',
    requirement: 'R3.4',
    observer: 'the network on both links',
    experiments: [
      'ordinary traffic',
      'minutes apart',
      'a client without the password',
      'after a relay id expired',
      // Where a client asks what became of a forward.
      'the relay is away for a while',
      'connections break',
    ],
    claim: 'see records of two lengths on a link',
    examine: oneLength,
  },
];
