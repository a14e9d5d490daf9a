// What retrying shows and costs others: tries that have nothing in common, that spread out, and that hold nobody up.

import { decode, Malformed } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import { hex, type Octets } from '../model/octets.ts';
import type { Trace } from '../sim/trace.ts';
import { constantsFree, matchLimits } from './common-octets.ts';
import { matches } from './matches.ts';
import { outcomes } from './outcomes.ts';
import { at, each, proof } from './proof.ts';
import { chance, hit, nothing, sum, type Tally } from './property.ts';
import { quoted } from './quoted.ts';
import { agreedRoles, type Carried, carried } from './truth.ts';

/** Two blocks of one link, and a string that both have. */
function repeated(trace: Trace, blocks: readonly { readonly octets: Octets; readonly mark: Carried }[]): Tally {
  const size = blocks.reduce((total, { octets }) => total + octets.length, 0);
  const { k } = matchLimits(size, size);
  const order = new Map(blocks.map(({ mark }, i) => [mark, i]));
  const found = matches(blocks, blocks, k, (a, b) => (order.get(a) ?? 0) < (order.get(b) ?? 0)).find((one) =>
    constantsFree(trace, one.octets, k),
  );
  if (found === undefined) return { ...nothing, chances: Math.max(0, blocks.length - 1) };
  const { one, other, octets } = found;
  return hit(
    proof(
      other.at,
      `${octets.length} octets (${hex(octets.subarray(0, 12))}…) of what ${one.from} sent to ${one.to} at ${one.at} ms are in what it sent at ${other.at} ms as well; ${k} in a row are enough.`,
      [at(one), at(other)],
    ),
  );
}

/** What leaves a proxy for a relay, each block against all others: no try repeats another. */
export const tries = each((trace) =>
  sum(
    proxiesOf(trace).flatMap((proxy) =>
      trace.scenario.servers.map(({ name }) => {
        const sent = carried(trace).filter((one) => one.from === proxy && one.to === name && !isHello(trace, one));
        return repeated(
          trace,
          sent.map((mark) => ({ octets: mark.block, mark })),
        );
      }),
    ),
  ),
);

const isHello = (trace: Trace, { block }: Carried): boolean =>
  !(decode(wireOf(trace.design).clientHello, block) instanceof Malformed);

/** The sealed parts of a client's forwards, each against all others: a message that is sent again is sealed again. */
export const resends = each((trace) =>
  sum(
    trace.scenario.clients.map(({ name }) => {
      const { proxyBlock } = wireOf(trace.design);
      const forwards = carried(trace).flatMap((mark) => {
        if (mark.from !== name || agreedRoles(trace).get(mark.session) !== 'proxy') return [];
        const read = decode(proxyBlock, mark.block);
        return read instanceof Malformed || read.command.kind !== 'forward'
          ? []
          : [{ octets: read.command.encryptedBlock, mark }];
      });
      return repeated(trace, forwards);
    }),
  ),
);

/** Tries to connect while nothing answers: ever further apart, and two relays' not in step. */
export function backsOff(trace: Trace): Tally {
  const gaps = new Map<string, { readonly gaps: readonly number[]; readonly last: number }>();
  for (const event of trace.events) {
    if (event.kind !== 'unanswered' || !proxiesOf(trace).includes(event.from)) continue;
    const key = `${event.from} ${event.to}`;
    const before = gaps.get(key);
    gaps.set(key, {
      gaps: before === undefined ? [] : [...before.gaps, event.at - before.last],
      last: event.at,
    });
  }
  const all = [...gaps].filter(([, one]) => one.gaps.length >= 3);
  const tallies = all.map(([key, one]): Tally => {
    const early = one.gaps.findIndex((gap, i) => gap < Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** i) * LEAST);
    if (early < 0) return { ...nothing, chances: one.gaps.length };
    const [from, to] = key.split(' ');
    return hit(
      proof(
        one.last,
        `After ${early + 1} tries in vain ${from} waited ${one.gaps[early]} ms before the next to connect to ${to}, as if it were the first.`,
      ),
    );
  });
  const [left, right] = all.map(([, one]) => one.gaps);
  if (left === undefined || right === undefined) return sum(tallies);
  const inStep = left.every((gap, i) => Math.abs(gap - (right[i] ?? gap)) < 1);
  const together = inStep
    ? hit(
        proof(
          0,
          `The waits between tries are the same for two relays that left together: ${left.slice(0, 4).join(', ')} ms, so that both would be met by all proxies at once.`,
        ),
      )
    : chance;
  return sum([...tallies, together]);
}

const FIRST_MILLIS = 1_000;

const LONGEST_MILLIS = 120_000;

/** Jitter shortens a wait by a quarter at most. */
const LEAST = 0.74;

/** What becomes of one client's messages does not depend on another's relay. */
export function isFair([alive, dead]: readonly Trace[]): Tally {
  if (alive === undefined || dead === undefined) return nothing;
  return sum(
    outcomes(alive).map((message, i) => {
      const relay = alive.scenario.queues.find(({ name }) => name === message.queue)?.relay;
      if (relay === undefined || dead.scenario.faults.some((one) => 'node' in one && one.node === relay))
        return nothing;
      const [usual] = message.received;
      const [then] = outcomes(dead)[i]?.received ?? [];
      if (usual === undefined) return nothing;
      if (then !== undefined && then < usual + SLOWER_MILLIS) return chance;
      return hit(
        proof(
          then ?? message.orderedAt,
          `${quoted(message.text)} to ${message.queue} is received at ${usual} ms, and where the relay of another client is dead ${then === undefined ? 'never' : `at ${then} ms`}.`,
        ),
      );
    }),
  );
}

const SLOWER_MILLIS = 1_000;

export const proxiesOf = (trace: Trace): readonly string[] => [
  ...new Set(trace.scenario.clients.flatMap(({ proxy }) => proxy ?? [])),
];
