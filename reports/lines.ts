// Lines of a stream, one after the other, however large the whole is; a line that never ends is an error and not a full memory.

/** Lines without their ends; throws a `LongLine` where one has more octets than it may. */
export async function* linesOf(stream: AsyncIterable<Uint8Array>, mostOctets: number): AsyncGenerator<string> {
  let rest: Uint8Array[] = [];
  let held = 0;
  for await (const octets of stream) {
    let from = 0;
    for (let end = octets.indexOf(NEWLINE); end !== -1; end = octets.indexOf(NEWLINE, from)) {
      rest.push(octets.subarray(from, end));
      held += end - from;
      if (held > mostOctets) throw new LongLine();
      yield textOf(rest);
      [rest, held, from] = [[], 0, end + 1];
    }
    if (from < octets.length) rest.push(octets.subarray(from));
    held += octets.length - from;
    if (held > mostOctets) throw new LongLine();
  }
  if (held > 0) yield textOf(rest);
}

const NEWLINE = 0x0a;
export class LongLine extends Error {}

const textOf = (parts: readonly Uint8Array[]): string => Buffer.concat(parts).toString('utf8').replace(/\r$/, '');
