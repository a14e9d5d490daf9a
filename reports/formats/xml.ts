// XML written by hand: elements with attributes, and text made safe for XML 1.0.
import { clean } from '../untrusted.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** One line of text. Controls are dropped; what XML 1.0 has no place for is shown as a character that was lost. */
export const forXml = (text: string): string =>
  clean(text)
    .replaceAll(/[\uFFFE\uFFFF]|\p{Cs}/gu, '\uFFFD')
    .replaceAll(/[&<>"]/g, (character) => entities[character] as string);

type Attributes = Readonly<Record<string, string | number>>;

/** An element; `inside` is XML already. */
export function element(name: string, attributes: Attributes, inside: readonly string[] = []): string {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${forXml(String(value))}"`);
  const open = `<${name}${said.join('')}`;
  return inside.length === 0 ? `${open}/>` : `${open}>${inside.join('')}</${name}>`;
}
