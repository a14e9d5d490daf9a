// How many states per second this machine explores, of the retry model and of real nodes; how many messages of a network of
// mixes it follows; and what it costs to tell two frames apart as they grow, as a table, as bars and as a picture in
// `reports/out/bench.png`: node dist/reports/bench.js [SHARE], a part of the work from 0 to 1, when the figures do not matter.
import process from 'node:process';
import { sealed } from '../model/design.ts';
import { stratifiedSpread } from '../properties/anonymity/stratified.ts';
import { EXPLORABLE, explore, mutualScenario } from '../properties/exploration.ts';
import { wantedProperties } from '../properties/request.ts';
import { random } from '../sim/random.ts';
import { search } from '../sim/search.ts';
import { costPicture, costsOfFrames, costText } from './frame-costs.ts';
import { makeFolder, writeAll } from './output-folder.ts';
import { retries, wrong } from './retry-model.ts';
import { ownTerminal } from './terminal.ts';
import { grouped } from './wrap.ts';

const terminal = ownTerminal();

const share = Number(process.argv[2] ?? 1);
if (!(share > 0 && share <= 1)) {
  terminal.complain('bench: a share of the work, above 0 and at most 1');
  process.exit(2);
}

function measure(what: string, states: () => number): void {
  const began = performance.now();
  const count = states();
  const seconds = (performance.now() - began) / 1_000;
  const rate = grouped(Math.round(count / seconds));
  terminal.print(`${what}: ${grouped(count)} states in ${seconds.toFixed(1)} s, ${rate} states per second`);
}

measure(
  'retry model of 3 messages',
  () => search(retries(3, true), { mostStates: share * 1e6, examine: wrong(3) }).states,
);
measure('two clients, two messages each, one crash', () => {
  const explored = explore({
    scenario: mutualScenario(2),
    design: sealed,
    seed: '1',
    readers: 'come when all is quiet',
    crashes: 1,
    faults: 0,
    mostStates: share * 100_000,
    properties: wantedProperties({ properties: EXPLORABLE }),
    reduction: 'independent steps of servers and clients',
  });
  return typeof explored === 'string' ? 0 : explored.states;
});

/** Measured by running its own scripts; cases differ. */
const MIXIM = 'MiXiM on two shared cores: 140 s for this case, 1,300 to 3,600 messages a second';
const began = process.cpuUsage();
const { messages } = stratifiedSpread(
  { layers: 3, width: 10, rate: 5000, meanDelaySeconds: 0.8 / 3 },
  { targets: 20, seconds: share * 30 },
  random('1', 'bench'),
);
const { user, system } = process.cpuUsage(began);
const cpuSeconds = (user + system) / 1e6;
terminal.print(
  `${share * 30} s of 3 layers of 10 mixes, 5,000 messages a second: ${grouped(messages)} messages in ${cpuSeconds.toFixed(1)} CPU s, ${grouped(Math.round(messages / cpuSeconds))} per CPU second (${MIXIM})`,
);

const costs = costsOfFrames(share);
terminal.print(costText(costs));
const FOLDER = 'reports/out';
const trouble = makeFolder(FOLDER) ?? writeAll(FOLDER, [{ name: 'bench.png', text: costPicture(costs).png }]);
if (trouble === undefined) terminal.print(`chart: ${FOLDER}/bench.png`);
else terminal.complain(`hopscope: ${trouble}`);
