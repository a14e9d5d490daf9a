// A recording of what one server of a run received and sent, inside of TLS, as its operator could have made it.
import type { Trace } from '../../sim/trace.ts';
import { carried } from '../truth.ts';
import type { RecordedBlock, Recording } from './recording.ts';

/** Blocks that came in when they arrived, and blocks that went out when they left. */
export function recordingOf(trace: Trace, server: string): Recording {
  const blocks = carried(trace).flatMap(({ session, from, to, at, arrives, block }): Omit<RecordedBlock, 'place'>[] => {
    const rest = { session: String(session), lengthOctets: block.length, octets: block };
    if (from === server) return [{ ...rest, atMillis: at, direction: 'out', peer: to }];
    return to === server && arrives !== undefined ? [{ ...rest, atMillis: arrives, direction: 'in', peer: from }] : [];
  });
  return {
    source: 'blocks',
    unit: 'line',
    blocks: blocks.toSorted((a, b) => a.atMillis - b.atMillis).map((block, i) => ({ ...block, place: i + 1 })),
    remarks: [],
  };
}
