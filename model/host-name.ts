// The name of a host as addresses have it: printable ASCII.
import { type Codec, Malformed, short } from './codec.ts';

const octetsOfName = short(64, 1);
/** One name has one encoding only while every octet is a character that shows. */
const shows = (octets: Uint8Array): boolean => octets.every((octet) => octet >= 0x21 && octet <= 0x7e);
export const hostName: Codec<string> = {
  ...octetsOfName,
  write: (value, out) => {
    const octets = new TextEncoder().encode(value);
    if (!shows(octets)) throw new RangeError(`a host name with other than printable ASCII: ${value}`);
    octetsOfName.write(octets, out);
  },
  read: (input) => {
    const octets = octetsOfName.read(input);
    if (!shows(octets)) throw new Malformed(input.at, 'printable ASCII');
    return String.fromCharCode(...octets);
  },
};
