// What is assumed about networks that this simulator does not run: Tor, tunnels, TCP and TLS, radios. Each with its source.
// Whatever computes with one of these takes it from here, and the report prints the same table.

/** Octets of a Tor cell, link protocol 4 and later, and of what a relay cell carries of a stream. */
export const CELL_OCTETS = 514;
export const CELL_PAYLOAD_OCTETS = 498;

/** Quartiles of the round trip over a circuit to a server and back. */
export const CIRCUIT_ROUND_TRIP = { firstMillis: 130, medianMillis: 260, thirdMillis: 393.5 } as const;
/** Of the normal distribution: how far its third quartile is from its mean, in standard deviations. */
const THIRD_QUARTILE = 0.674_489_75;
/** Of the log-normal distribution that has this median and this distance of quartiles. */
export const CIRCUIT_SIGMA =
  Math.log(CIRCUIT_ROUND_TRIP.thirdMillis / CIRCUIT_ROUND_TRIP.firstMillis) / (2 * THIRD_QUARTILE);

/** How long a circuit takes new streams after its first. */
export const CIRCUIT_REUSE_MILLIS = 600_000;

/** What a WireGuard tunnel adds to each packet over IPv4: IP 20, UDP 8, type 4, key 4, counter 8, tag 16. */
export const TUNNEL_OCTETS = 60;
export const MTU_OCTETS = 1_500;

/** Headers of IPv4 and TCP without options; that is also an acknowledgement. */
export const HEADERS_OCTETS = 40;
/** A receiver acknowledges every second segment. */
export const SEGMENTS_AN_ACKNOWLEDGEMENT = 2;
/** TLS 1.3 with one certificate chain of two: what either side sends before it can send anything else. */
export const TLS_OPENING_OCTETS = { there: 330, back: 1_400 } as const;
/** What a TLS 1.3 record holds at most. */
export const LARGEST_RECORD_OCTETS = 16_384;

/** What a thin client and its host exchange for one order or one piece of news, padded. */
export const THIN_RECORD_OCTETS = 1_024;

/** How long a radio stays up after the last packet. */
export const RADIO_TAIL_MILLIS = 10_000;

export interface Assumption {
  readonly what: string;
  readonly value: string;
  readonly source: string;
}
const { firstMillis, medianMillis, thirdMillis } = CIRCUIT_ROUND_TRIP;

export const ASSUMPTIONS: readonly Assumption[] = [
  {
    what: 'Tor: round trip over a circuit',
    value: `log-normal, median ${medianMillis} ms, sigma ${CIRCUIT_SIGMA.toFixed(3)} (quartiles ${firstMillis} and ${thirdMillis} ms); half of it is one way, shared evenly among the four links, and never less than one link of the scenario`,
    source:
      'Tor Metrics, https://metrics.torproject.org/onionperf-latencies.csv?start=2022-12-23&end=2023-01-24&server=public, as kept in https://github.com/Master2022E/OnionRTC-experiment, vantage op-de6a: medians over the 26 days with a full day of measurements of the quartiles of each day. No vantage there is faster, so Tor is shown at its best; those in America and Hong Kong have medians of about 440 and 700 ms',
  },
  {
    what: 'Tor: cells',
    value: `${CELL_OCTETS} octets, of which ${CELL_PAYLOAD_OCTETS} are of the stream; cells of flow control (about one in 31), padding of links and the directory are left out, which is in favour of Tor`,
    source: 'Tor specification, https://spec.torproject.org/tor-spec/',
  },
  {
    what: 'Tor: circuits',
    value: `one guard for each client; three round trips to build a circuit, hop by hop; the next circuit is built ahead; a circuit takes new streams for ${CIRCUIT_REUSE_MILLIS / 60_000} minutes; a stream opens with one round trip of its own`,
    source: 'https://support.torproject.org/about/change-paths/ and the Tor specification',
  },
  {
    what: 'VPN: latency',
    value: 'one more link, as slow as any other of the scenario',
    source: 'assumed: no published figure is used; a first-step relay is as far away',
  },
  {
    what: 'VPN: overhead',
    value: `${TUNNEL_OCTETS} octets for each packet (WireGuard over IPv4)`,
    source: 'https://lists.zx2c4.com/pipermail/wireguard/2016-December/000787.html',
  },
  {
    what: 'TCP and IP',
    value: `IPv4 without options, ${HEADERS_OCTETS} octets for each segment, packets of at most ${MTU_OCTETS} octets, one acknowledgement for ${SEGMENTS_AN_ACKNOWLEDGEMENT} segments, three packets to open and four to close; nothing is lost`,
    source: 'RFC 9293, RFC 5681',
  },
  {
    what: 'TLS',
    value: `${TLS_OPENING_OCTETS.there} octets there and ${TLS_OPENING_OCTETS.back} back to open`,
    source: 'assumed: a handshake of TLS 1.3 with two short certificates; from memory',
  },
  {
    what: 'Thin client',
    value: `one session to its host; one padded record of ${THIN_RECORD_OCTETS} octets for each order and each piece of news; what a cut session had on its way is sent again; the host reads all of it`,
    source: 'assumed: the least that such a protocol needs; the specification names no protocol',
  },
  {
    what: 'Radio',
    value: `it stays up for ${RADIO_TAIL_MILLIS / 1_000} s after the last packet; a packet after that wakes it up`,
    source:
      'the usual inactivity timer of LTE, after Huang et al., A Close Examination of Performance and Power Characteristics of 4G LTE Networks, MobiSys 2012; Qian et al., TOP, ICNP 2010, say up to 15 s for 3G',
  },
];
