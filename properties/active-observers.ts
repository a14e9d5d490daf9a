// Lines about an active proxy: whatever it does to single blocks, it enqueues, forges, reads and learns nothing.
// An attack counts only when it happens on real octets as well.
import { READABLE, SEALED_TO_IT, SECOND_ANSWER, WRONG_KEY } from '../sim/active-proxy.ts';
import { run } from '../sim/run.ts';
import { inWords } from '../sim/script.ts';
import type { Trace } from '../sim/trace.ts';
import { genuine, onceAndThere } from './delivery.ts';
import type { ExperimentName } from './experiments.ts';
import { same } from './indistinguishable.ts';
import { observers } from './observer.ts';
import { octetsDiffer } from './octet-worlds.ts';
import { each, proof } from './proof.ts';
import { chance, failed, hit, nothing, type Property, sum, type Tally } from './property.ts';
import { everyMessage, inOrder, isTold } from './reliability.ts';
import { once, told } from './truth.ts';

const SCRIPTED: readonly ExperimentName[] = [
  'a proxy that follows a script',
  'every script with two clients of one relay',
  'every script with two clients of two relays',
];
const KEYS: readonly ExperimentName[] = ['a proxy that tries keys by a script', ...SCRIPTED];
const WHICH: readonly ExperimentName[] = [
  'two worlds: a script, and one queue or two',
  'two worlds: every script, and one queue or two',
];
const OUTCOME: readonly ExperimentName[] = [
  'two worlds: a script, accepted or refused',
  'two worlds: every script, accepted or refused',
];

const hasScript = (trace: Trace): boolean => trace.scenario.servers.some(({ script }) => script !== undefined);

/** What the proxy gains that it should not have, of these kinds. */
const gains =
  (...kinds: readonly string[]) =>
  (trace: Trace): Tally => {
    const { clients } = trace.scenario;
    const gained = told(trace).find(({ news }) => news.kind === 'gained' && kinds.includes(news.what));
    if (gained === undefined || gained.news.kind !== 'gained')
      return { ...chance, chances: clients.filter(({ proxy }) => proxy !== undefined).length };
    return hit(proof(gained.at, `${gained.node} gains ${gained.news.what} at ${gained.at} ms.`));
  };

/** The same runs under real cryptography, made once for all lines that ask. */
const onOctets = once(({ scenario, design, seed }): Trace => run({ scenario, design, seed, cryptography: 'real' }));

/** What the script did in the run stands in front of what came of it. */
const toldWithScript =
  (examine: (runs: readonly Trace[]) => Tally) =>
  (runs: readonly Trace[]): Tally => {
    if (!runs.every(hasScript)) return nothing;
    const tally = examine(runs);
    const done = (runs[0]?.scenario.servers ?? []).flatMap(({ name, script = [] }) =>
      script.length === 0 ? [] : [`${name} ${script.map(inWords).join(', and ')}`],
    );
    const { first } = tally;
    if (first === undefined || done.length === 0) return tally;
    return { ...tally, first: { ...first, story: `Where ${done.join('; ')}: ${first.story}` } };
  };

const exact = (
  id: string,
  requirement: string,
  claim: string,
  experiments: readonly ExperimentName[],
  examine: (runs: readonly Trace[]) => Tally,
): Property => ({
  id,
  requirement,
  observer: 'an active proxy',
  says: 'cannot',
  claim,
  method: 'exact',
  experiments,
  cryptography: 'both',
  examine: toldWithScript(examine),
  confirms: (runs) => failed('cannot', examine(runs.map(onOctets))),
});

const worlds = (id: string, requirement: string, claim: string, experiments: readonly ExperimentName[]): Property => ({
  id,
  requirement,
  observer: 'an active proxy',
  says: 'cannot',
  claim,
  method: 'two worlds',
  experiments,
  cryptography: 'ideal',
  examine: toldWithScript(same('the proxy')),
  confirms: (runs) => {
    const [left, right] = runs.map(onOctets);
    if (left === undefined || right === undefined) return false;
    const there = observers('the proxy', right.scenario);
    return observers('the proxy', left.scenario).some((one, i) => octetsDiffer([one, there[i] ?? one], [left, right]));
  },
});

export const activeObservers: readonly Property[] = [
  exact(
    'R4.1-active',
    'R4.1',
    'read, alter, add or forge a command or a response by any script',
    SCRIPTED,
    each((trace) => sum([genuine(trace), gains(READABLE)(trace)])),
  ),
  exact(
    'R4.2-active',
    'R4.2',
    'have a client seal to a key that is not the relay’s by any script',
    KEYS,
    each(gains(SEALED_TO_IT, WRONG_KEY)),
  ),
  exact(
    'R4.6-active',
    'R4.6',
    'have a message enqueued twice or elsewhere, or answered twice, by any script',
    SCRIPTED,
    each((trace) => sum([onceAndThere(trace), gains(SECOND_ANSWER)(trace)])),
  ),
  exact(
    'R5.3-active',
    'R5.3',
    'have a user told “sent” of what is not received, or “failed” of what is, by any script',
    SCRIPTED,
    everyMessage(isTold),
  ),
  exact('R5.4-active', 'R5.4', 'have messages to a queue arrive out of their order by any script', SCRIPTED, inOrder),
  worlds('R2.2-active', 'R2.2', 'tell by any script whether forwards go to one queue or to two', WHICH),
  worlds('R2.4-active', 'R2.4', 'tell by any script whether the relay accepted or refused', OUTCOME),
];
