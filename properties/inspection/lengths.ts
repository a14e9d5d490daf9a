// R3.4 of a recording: on each link, in each direction, all blocks have one length.
import type { Finding, InspectionCheck } from './inspection-result.ts';
import { grouped, linkOf, type Recording } from './recording.ts';
import { MOST_TOLD, placeOf, some } from './telling.ts';

/** Lengths of one link and direction that are told. */
const MOST_LENGTHS = 6;

export function lengths({ blocks, source }: Recording): InspectionCheck {
  const ways = [...grouped(blocks, (one) => `${one.direction} ${linkOf(one)}`).values()];
  const chances = blocks.length - ways.length;
  const base = { id: 'lengths', asks: 'Are blocks of different lengths seen on one link?' } as const;
  if (chances === 0) {
    const says = 'Not checked: no link has two blocks in one direction.';
    return { ...base, verdict: 'vacuous', chances, says, findings: [], more: 0 };
  }
  const findings = ways.flatMap((way): readonly Finding[] => {
    const kinds = [...grouped(way, ({ lengthOctets }) => String(lengthOctets)).values()].toSorted(
      (a, b) => b.length - a.length,
    );
    const [usual] = kinds;
    const first = way[0];
    if (kinds.length < 2 || usual === undefined || first === undefined) return [];
    const others = kinds.slice(1);
    const said = kinds.slice(0, MOST_LENGTHS).map((kind) => `${kind[0]?.lengthOctets} (${some(kind.length, 'block')})`);
    const where = first.direction === 'in' ? `came in from ${linkOf(first)}` : `went out to ${linkOf(first)}`;
    return [
      {
        words: `Of what ${where}, blocks have ${kinds.length} lengths in octets: ${said.join(', ')}${kinds.length > MOST_LENGTHS ? ' and others' : ''}. Whoever sees the link alone tells them apart, through TLS.`,
        places: others.flatMap((kind) => kind.slice(0, 1).map((one) => placeOf(one))).slice(0, MOST_LENGTHS),
        times: others.reduce((sum, kind) => sum + kind.length, 0),
      },
    ];
  });
  const measured = source === 'capture' ? 'TLS records, as they were on the wire' : 'blocks';
  const all = new Set(blocks.map(({ lengthOctets }) => lengthOctets));
  return {
    ...base,
    verdict: findings.length === 0 ? 'holds' : 'violated',
    chances,
    says:
      findings.length === 0
        ? `No: each of ${ways.length} links and directions has one length, over ${blocks.length} ${measured}; ${all.size} in all.`
        : `Yes, on ${findings.length} of ${ways.length} links and directions, over ${blocks.length} ${measured}.`,
    findings: findings.slice(0, MOST_TOLD),
    more: Math.max(0, findings.length - MOST_TOLD),
  };
}
