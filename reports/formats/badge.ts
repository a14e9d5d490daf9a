// A badge: how many requirements one design meets, as a picture that stands alone and as what shields.io reads.
// It is green only if all of them hold and nothing fails.
import type { Audit } from '../../properties/result.ts';
import type { GateResult } from '../gate/gate-result.ts';
import { matrix } from '../matrix.ts';
import { clean, forHtml } from '../untrusted.ts';

const LABEL = 'relay privacy';
/** Dark enough for white letters: at least 4.5 to 1. */
const COLOURS = { good: '#1b7a34', mixed: '#8a5a00', bad: '#b3261e' } as const;

interface Badge {
  readonly label: string;
  readonly message: string;
  readonly colour: string;
}

/** Of the reviewer's own design or the one that claims most: the last that was audited. */
function badgeOf(audit: Audit, gate: GateResult): Badge {
  const design = audit.designs.at(-1)?.name ?? '';
  const cells = matrix(audit).flatMap(({ cells: all }) => all.filter((one) => one.design === design && one.verdict));
  const held = cells.filter(({ verdict }) => verdict === 'holds').length;
  const { fails, undecided, waived } = gate.summary;
  const said = [
    `${clean(design)}: ${held} of ${cells.length} hold`,
    ...(fails > 0 ? ['gate fails'] : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
  ];
  const whole = cells.length > 0 && held === cells.length && undecided === 0 && waived === 0;
  const colour = fails > 0 ? COLOURS.bad : whole ? COLOURS.good : COLOURS.mixed;
  return { label: LABEL, message: said.join(', '), colour };
}

/** What an endpoint of shields.io gives. */
export function badgeJson(audit: Audit, gate: GateResult): string {
  const { label, message, colour } = badgeOf(audit, gate);
  return `${JSON.stringify({ schemaVersion: 1, label, message, color: colour }, null, 2)}\n`;
}

const HEIGHT = 20;
const LETTER = 6.6;
const MARGIN = 6;

/** The picture; `textLength` keeps it in its frame whatever fonts there are. */
export function badgeSvg(audit: Audit, gate: GateResult): string {
  const { label, message, colour } = badgeOf(audit, gate);
  const wide = (text: string): number => Math.ceil(text.length * LETTER);
  const [left, right] = [wide(label) + 2 * MARGIN, wide(message) + 2 * MARGIN];
  const said = (text: string, x: number): string =>
    `<text x="${x}" y="14" textLength="${wide(text)}" lengthAdjust="spacingAndGlyphs">${forHtml(text)}</text>`;
  const name = forHtml(`${label}: ${message}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${HEIGHT}" role="img" aria-label="${name}">
<title>${name}</title>
<rect width="${left}" height="${HEIGHT}" fill="#3d4752"/>
<rect x="${left}" width="${right}" height="${HEIGHT}" fill="${colour}"/>
<g fill="#fff" font-family="Verdana,'DejaVu Sans',sans-serif" font-size="11">
${said(label, MARGIN)}
${said(message, left + MARGIN)}
</g>
</svg>
`;
}
