// A page of HTML: one file, nothing fetched; its style, and its script where it has one, are allowed by their hashes alone.
import { createHash } from 'node:crypto';
import type { Picture } from './chart.ts';
import { figuresTable, scrolling } from './html-tables.ts';
import { STYLE } from './style.ts';
import { forHtml } from './untrusted.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  /** HTML. */
  readonly body: string;
}

/** Of a title and lines at the foot as plain text, and of a header as HTML. */
export function page(
  title: string,
  header: string,
  sections: readonly Section[],
  foot: readonly string[],
  script = '',
): string {
  const scripts = script === '' ? '' : ` script-src ${hashOf(script)};`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src ${hashOf(STYLE)};${scripts} base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="referrer" content="no-referrer"/>
<title>${forHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body id="top">
${header}
<main>
${sections.map(({ id, title: heading, body }) => `<section id="${id}"><h2>${forHtml(heading)}</h2>\n${body}\n${TOP}\n</section>`).join('\n')}
</main>
<footer>${foot.map(paragraph).join('')}</footer>${script === '' ? '' : `\n<script>${script}</script>`}
</body>
</html>
`;
}

const TOP = '<p class="top"><a href="#top">Back to the top</a></p>';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

export const paragraph = (text: string): string => `<p>${forHtml(text)}</p>`;

export const contents = (sections: readonly Section[]): string =>
  `<nav aria-label="Contents"><ul>${sections.map(({ id, title }) => `<li><a href="#${id}">${forHtml(title)}</a></li>`).join('')}</ul></nav>`;

/** A picture, with its figures behind it where they do not stand beside it. */
export function pictured(picture: Picture): string {
  const { png, alt, title, widthPixels, heightPixels, table } = picture;
  const image = `<img src="data:image/png;base64,${png.toString('base64')}" alt="${forHtml(alt)}" width="${widthPixels}" height="${heightPixels}"/>`;
  const figures =
    table.length === 0
      ? ''
      : `<details><summary>The figures of “${forHtml(title)}”</summary>${figuresTable(title, table)}</details>`;
  return `<figure>${scrolling(title, image)}${figures}</figure>`;
}
