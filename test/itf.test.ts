// Traces in the Informal Trace Format: one state for each event, whole numbers kept whole, and what everybody was told so far.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealed } from '../model/design.ts';
import { itfOf } from '../properties/export/itf.ts';
import { run } from '../sim/run.ts';
import { scenarioSchema } from '../sim/scenario.ts';
import { scenario } from './audit-fixture.ts';

const trace = run({ scenario: scenarioSchema.parse(scenario), design: sealed, seed: '1', cryptography: 'ideal' });
const itf = itfOf(trace);

test('has a state for each event, each with exactly the variables that it declares', () => {
  expect(itf['#meta']).toMatchObject({ format: 'ITF', description: 'one message, design sealed, seed 1' });
  expect(itf.states).toHaveLength(trace.events.length);
  itf.states.forEach((state, index) => {
    expect(Object.keys(state)).toEqual(['#meta', ...itf.vars]);
    expect(state['#meta']).toEqual({ index });
  });
});

test('survives JSON as it is, without a number that a reader could round', () => {
  const text = JSON.stringify(itf);
  expect(JSON.parse(text)).toEqual(itf);
  const numbers: unknown[] = [];
  JSON.parse(text, (key, value) => {
    if (typeof value === 'number' && key !== 'index') numbers.push(value);
    return value;
  });
  expect(numbers).toEqual([]);
});

test('tells of blocks who, where, how long and which; times go on', () => {
  const event = trace.events.find(({ kind }) => kind === 'carried');
  const state = itf.states.find(({ kind }) => kind === 'carried');
  if (event?.kind !== 'carried') throw new Error('nothing was carried');
  expect(state).toMatchObject({
    kind: 'carried',
    from: event.from,
    to: event.to,
    session: { '#bigint': String(event.session) },
    octets: { '#bigint': '16384' },
    digest: createHash('sha256').update(event.block).digest('hex'),
  });
  const micros = itf.states.map((one) => BigInt((one.micros as { '#bigint': string })['#bigint']));
  expect(micros).toEqual([...micros].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
});

test('gathers what each node is told', () => {
  const last = itf.states.at(-1)?.told as { '#map': readonly (readonly [string, readonly string[]])[] };
  const told = new Map(last['#map']);
  expect([...told.keys()]).toEqual(['proxy', 'relay', 'alice', 'bob']);
  expect(told.get('bob')).toEqual([expect.stringContaining('created'), expect.stringContaining('hello')]);
  expect(told.get('proxy')).toEqual([]);
  const first = itf.states[0]?.told as typeof last;
  expect(first['#map'].every(([, news]) => news.length === 0)).toBe(true);
});
