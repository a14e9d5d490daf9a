// Which strings tell by themselves that they are there: shorter ones stand in random octets, and in constants, by chance.
import type { Octets } from '../model/octets.ts';

/** In a gigabyte of random octets, a given string of this length is expected less than once in ten thousand million times. */
const TELLING_OCTETS = 8;
/** Filler is one octet over and over. */
const LEAST_DIFFERENT = 3;

export const isTelling = (octets: Octets): boolean =>
  octets.length >= TELLING_OCTETS && new Set(octets).size >= LEAST_DIFFERENT;
