// An active proxy: its scripts are carried out, all of them are counted and found again, and what they must not break they
// do not break, where the planted leaks do.
import { describe, expect, test } from 'vitest';
import { type Design, draft, sealed } from '../model/design.ts';
import { type ActiveSpace, activeSpaces, spaceNames } from '../properties/active-experiments.ts';
import { activeObservers } from '../properties/active-observers.ts';
import { addSearched, nothingSearched, type Searched, searchScripts } from '../properties/active-search.ts';
import { twoClients } from '../properties/active-worlds.ts';
import { propertyOf } from '../properties/catalogue.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { foreignIn } from '../properties/scripts.ts';
import { told } from '../properties/truth.ts';
import { shards } from '../properties/work.ts';
import { run } from '../sim/run.ts';
import { type Scenario, scenarioSchema } from '../sim/scenario.ts';
import { type Act, type Intervention, inWords, type Script } from '../sim/script.ts';
import type { Trace } from '../sim/trace.ts';

const [ONE, TWO, WHICH, OUTCOME, EXPIRY] = spaceNames as [
  ActiveSpace,
  ActiveSpace,
  ActiveSpace,
  ActiveSpace,
  ActiveSpace,
];
const seed = 'tests';
const leak = (name: string): Design => plantedLeaks.find((one) => one.name === name)?.design as Design;
const ran = (script: Script, design: Design = sealed, cryptography: 'ideal' | 'real' = 'ideal'): Trace =>
  run({ scenario: twoClients(2, script)[0] as Scenario, design, seed, cryptography });
const did = (trace: Trace): readonly string[] =>
  told(trace).flatMap(({ news }) => (news.kind === 'intervened' ? [news.what] : []));
const blocks = (trace: Trace, to: string): number =>
  trace.events.filter((event) => event.kind === 'carried' && event.from === 'proxy' && event.to === to).length;

describe('the scripts of a space', () => {
  test.each(spaceNames)('of “%s” are all different, and every scenario file may hold them', (name) => {
    const { scripts, worlds } = activeSpaces[name];
    const step = Math.max(1, Math.floor(scripts.count / 3_000));
    const some = Array.from({ length: Math.floor(scripts.count / step) }, (_, i) =>
      JSON.stringify(scripts.at(i * step)),
    );
    expect(new Set(some).size).toBe(some.length);
    expect(scripts.at(0)).toEqual([]);
    const last = scripts.at(scripts.count - 1);
    for (const world of worlds(last)) expect(scenarioSchema.parse(world)).toEqual(world);
    expect(() => scripts.at(scripts.count)).toThrow(RangeError);
  });

  test('come one by one and then two by two, every pair once, by how many foreign pieces they take', () => {
    const { scripts } = activeSpaces[OUTCOME];
    const all = Array.from({ length: scripts.count }, (_, i) => scripts.at(i));
    const sizes = all.map(({ length }) => length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    const singles = all.filter(({ length }) => length === 1).map(([only]) => foreignIn(only as Intervention));
    expect(singles).toEqual(singles.toSorted((a, b) => a - b));
    const paired = singles.filter((foreign) => foreign === 0).length;
    expect(sizes.filter((size) => size === 2)).toHaveLength((paired * (paired - 1)) / 2);
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(all.length);
  });
});

describe('an intervention is carried out:', () => {
  const honest = ran([]);
  const message = (text: string) => (trace: Trace) =>
    told(trace).filter(({ news }) => news.kind === 'received' && news.text.startsWith(text)).length;
  const first = message('message number 1');
  const readAt = (trace: Trace) =>
    told(trace).find(({ news }) => news.kind === 'received')?.at ?? Number.POSITIVE_INFINITY;
  const isLater = (trace: Trace) => readAt(trace) > readAt(honest);

  test('nothing is done and nothing told by an empty script', () => {
    expect(did(honest)).toEqual([]);
    expect(told(honest).filter(({ news }) => news.kind === 'received')).toHaveLength(4);
  });

  const cases: readonly (readonly [Intervention, (trace: Trace) => boolean])[] = [
    [{ on: 'forward', nth: 1, act: { do: 'drop' } }, (trace) => first(trace) === 0],
    [
      { on: 'forward', nth: 1, act: { do: 'delay', byMillis: 90_000 } },
      (trace) => told(trace).some(({ at, news }) => at > 90_000 && news.kind === 'received'),
    ],
    [{ on: 'forward', nth: 1, act: { do: 'duplicate' } }, (trace) => blocks(trace, 'relay') > blocks(honest, 'relay')],
    [{ on: 'answer', nth: 2, act: { do: 'duplicate' } }, (trace) => blocks(trace, 'carol') > blocks(honest, 'carol')],
    [
      { on: 'forward', nth: 3, act: { do: 'replay', of: 1 } },
      (trace) => blocks(trace, 'relay') > blocks(honest, 'relay'),
    ],
    [
      { on: 'forward', nth: 1, act: { do: 'replay after a reconnect' } },
      (trace) =>
        trace.events.filter(({ kind }) => kind === 'opened').length >
        honest.events.filter(({ kind }) => kind === 'opened').length,
    ],
    [{ on: 'forward', nth: 1, act: { do: 'swap', what: 'all but corr ids' } }, isLater],
    [{ on: 'forward', nth: 1, act: { do: 'swap', what: 'encrypted blocks' } }, isLater],
    [
      { on: 'forward', nth: 1, act: { do: 'substitute', parts: ['sender key'], by: 'its own' } },
      (trace) => first(trace) < 2,
    ],
    [
      { on: 'relay key', nth: 1, act: { do: 'substitute', parts: ['statement'], by: 'its own' } },
      (trace) => told(trace).some(({ news }) => news.kind === 'failed' && news.why.startsWith('relay key refused')),
    ],
    [
      { on: 'relay key', nth: 2, act: { do: 'substitute', parts: ['authority', 'leaf'], by: 'another relay’s' } },
      (trace) => told(trace).some(({ news }) => news.kind === 'failed' && news.why.startsWith('relay key refused')),
    ],
    [
      {
        on: 'accepted',
        nth: 1,
        act: {
          do: 'inject',
          instead: false,
          block: { kind: 'answer', corrId: 1, encryptedBlock: 'own', command: 'own' },
        },
      },
      (trace) => told(trace).some(({ news }) => news.kind === 'unknown'),
    ],
    [
      {
        on: 'forward',
        nth: 1,
        act: {
          do: 'inject',
          instead: true,
          block: { kind: 'forward', senderKey: 'own', encryptedBlock: 'own', queueId: 'own' },
        },
      },
      (trace) => first(trace) === 0,
    ],
  ];
  const gone = (act: Act): boolean => act.do === 'drop' || (act.do === 'inject' && act.instead);
  test.each(cases.map(([by, shows]) => [inWords(by), by, shows] as const))('the proxy %s', (words, by, shows) => {
    // What is never sent is sealed again half an hour later, as another block: it is looked at before.
    const before = (trace: Trace): Trace => ({ ...trace, events: trace.events.filter(({ at }) => at < 1_000_000) });
    const trace = gone(by.act) ? before(ran([by])) : ran([by]);
    expect(did(trace)).toEqual([words]);
    expect(shows(trace)).toBe(true);
    expect(trace.events.filter(({ kind }) => kind === 'broken')).toEqual([]);
  });
});

describe('a search', () => {
  test('adds up, however it is cut', () => {
    const slice = (from: number, to: number): Searched =>
      searchScripts({ design: draft, space: ONE, seed, from, to }, Number.POSITIVE_INFINITY);
    const whole = slice(0, 6);
    expect(addSearched(addSearched(slice(4, 6), nothingSearched), slice(0, 4))).toEqual(whole);
    expect(whole.scripts).toBe(6);
    expect(whole.carriedOut).toBeGreaterThan(3);
  });

  test.each([
    [ONE, 100],
    [TWO, 100],
    [WHICH, 20],
    [OUTCOME, 20],
    [EXPIRY, 40],
  ])('through “%s” finds nothing against the sealed design', (space, to) => {
    const found = searchScripts({ design: sealed, space, seed, from: 0, to });
    expect(found).toMatchObject({ broken: 0, symbolic: {}, confirmed: [], notConfirmed: [] });
    expect(found.carriedOut).toBeGreaterThan(found.scripts / 2);
  });

  /** Scripts that do what the words say, the smallest first. */
  const numberOf = (space: ActiveSpace, wanted: RegExp): number => {
    const { scripts } = activeSpaces[space];
    for (let number = 0; number < scripts.count; number++)
      if (wanted.test(scripts.at(number).map(inWords).join(', and '))) return number;
    throw new Error(`no script that ${wanted}`);
  };
  test.each([
    ['draft', ONE, 'R4.6-active', /^sends forward 1 twice$/],
    ['draft', ONE, 'R5.4-active', /^delays forward 1 by 1500 ms$/],
    ['draft', WHICH, 'R2.2-active', /^$/],
    ['draft', OUTCOME, 'R2.4-active', /^$/],
    ['no-replay-detection', ONE, 'R4.6-active', /^sends forward 1 twice$/],
    ['nothing-against-repetition', ONE, 'R4.6-active', /^sends forward 1 again after forward 2$/],
    [
      'replay-record-forgotten-early',
      ONE,
      'R4.6-active',
      /^sends forward 2 again after forward 3, and delays forward 3 by 90000 ms$/,
    ],
    ['sender-key-per-queue', WHICH, 'R2.2-active', /^drops accepted 1$/],
    ['destination-id-in-clear', WHICH, 'R2.2-active', /^drops accepted 1$/],
    ['gaps-answered-late', WHICH, 'R2.2-active', /^delays forward 1 by 1500 ms$/],
    [
      'destination-id-in-clear',
      OUTCOME,
      'R2.4-active',
      /^adds after forward 2 a made forward with sender key of its own, encrypted block of its own and queue id 1$/,
    ],
    ['refusals-in-clear', OUTCOME, 'R2.4-active', /^drops accepted 1$/],
    [
      'own-certificate-accepted',
      ONE,
      'R4.2-active',
      /^puts its own in the place of the authority, leaf, statement and signature of relay key 1$/,
    ],
    [
      'spliced-leaf-accepted',
      ONE,
      'R4.2-active',
      /^puts its own in the place of the leaf, statement and signature of relay key 1$/,
    ],
    ['unsigned-relay-key-accepted', ONE, 'R4.2-active', /^puts its own in the place of the statement of relay key 1$/],
    ['no-s2r-layer', ONE, 'R4.1-active', /^$/],
    [
      'no-s2r-layer',
      ONE,
      'R5.3-active',
      /^sends instead of forward 1 a made answer with corr id 1, encrypted block of its own and command 1$/,
    ],
  ] as const)('finds %s attacked, in “%s” by %s, and on real octets too', (name, space, id, words) => {
    const number = numberOf(space, words);
    const design = name === 'draft' ? draft : leak(name);
    const found = searchScripts({ design, space, seed, from: number, to: number + 1 });
    expect(found.confirmed.map((one) => one.property)).toContain(id);
    expect(found.notConfirmed.map((one) => one.property)).not.toContain(id);
  });

  test('finds relay ids that are reused after they expired attacked', () => {
    const { scripts, worlds } = activeSpaces[EXPIRY];
    const hits = (design: Design): number => {
      const all = Array.from({ length: 12 }, (_, i) => worlds(scripts.at(i))).flat();
      const traces = all.map((scenario) => run({ scenario, design, seed, cryptography: 'ideal' }));
      return propertyOf('R4.5-right-relay')?.examine(traces).hits ?? 0;
    };
    expect(hits(leak('relay-id-reused-after-expiry'))).toBeGreaterThan(6);
    expect(hits(sealed)).toBe(0);
  });

  test('of the nightly profile runs every script of every space once', () => {
    const ran = shards({ profile: 'nightly', seed, designs: ['sealed'] }).flatMap((one) =>
      one.kind === 'trials' ? one.experiments.map((experiment) => ({ ...one, experiment })) : [],
    );
    for (const space of spaceNames) {
      const slices = ran.filter(({ experiment }) => experiment === space).sort((a, b) => a.from - b.from);
      expect(slices[0]?.from).toBe(0);
      expect(slices.at(-1)?.to).toBe(activeSpaces[space].scripts.count);
      expect(slices.slice(1).map(({ from }) => from)).toEqual(slices.slice(0, -1).map(({ to }) => to));
    }
  });

  test('counts no attack that real octets do not show', () => {
    const property = activeObservers.find(({ id }) => id === 'R4.6-active');
    expect(property?.confirms?.([ran([])])).toBe(false);
  });
});
