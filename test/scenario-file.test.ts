// Scenario files: the examples load, and every wrong file gets its one line.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sealed } from '../model/design.ts';
import { parseScenario, readScenario } from '../reports/scenario-file.ts';
import { summarise } from '../reports/scenario-summary.ts';

const examples = fileURLToPath(new URL('../reports/examples/', import.meta.url));

const good = `name: two friends
servers:
  - { name: proxy, ip: 192.0.2.1 }
  - { name: relay, ip: 192.0.2.2 }
clients:
  - { name: ann, ip: 198.51.100.1, proxy: proxy }
  - { name: ben, ip: 198.51.100.2 }
queues:
  - { name: inbox, relay: relay, from: ann, to: ben }
orders:
  - { atMillis: 2000, queue: inbox, text: Hello }
`;

test('the examples load', () => {
  const names = readdirSync(examples)
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('.design.yaml'))
    .sort();
  expect(names).toEqual(['many-queues.yaml', 'two-friends.yaml', 'what-if.yaml']);
  for (const name of names) expect(readScenario(examples + name)).toHaveProperty('scenario');
});

test('a what-if design is its base with the decisions turned', () => {
  const read = readScenario(`${examples}what-if.yaml`);
  expect(read).toMatchObject({
    own: { base: 'sealed', design: { ...sealed, name: 'kept-keys', senderKey: 'kept per queue' } },
  });
});

test('what is left out has its default, and JSON is as good as YAML', () => {
  const fromYaml = parseScenario('a.yaml', good);
  if (typeof fromYaml === 'string') throw new Error(fromYaml);
  expect(fromYaml.scenario.latencyMillis).toBe(20);
  for (const indent of [undefined, 2, '\t'])
    expect(parseScenario('a.json', JSON.stringify(fromYaml.scenario, null, indent))).toEqual(fromYaml);
});

/** What is wrong, the text, the line it gets. */
const wrong: readonly (readonly [string, string, string])[] = [
  ['empty file', '', 'f.yaml:1:1 expected a scenario, found an empty file'],
  ['only a comment', '# nothing\n', 'f.yaml:1:1 expected a scenario, found an empty file'],
  ['not a mapping', 'just text\n', 'f.yaml:1:1 expected a mapping, found "just text"'],
  [
    'unknown queue',
    good.replace('queue: inbox', 'queue: q9'),
    'f.yaml:11:30 orders.0.queue: expected a queue named “q9”; there are inbox',
  ],
  [
    'unknown relay',
    good.replace('relay: relay', 'relay: nowhere'),
    'f.yaml:9:27 queues.0.relay: expected a server named “nowhere”; there are proxy, relay',
  ],
  [
    'unknown key',
    good.replace('text: Hello', 'txet: Hello'),
    'f.yaml:11:37 orders.0: expected a key of the schema, found "txet"; did you mean "text"? (and 1 more to mend)',
  ],
  [
    'unknown key at the top',
    `${good}colour: red\n`,
    'f.yaml:12:1 expected a key of the schema, found "colour"; there are name, servers, clients, queues, orders, latencyMillis, jitterMillis, faults, endMillis, untilMillis, design',
  ],
  [
    'wrong type',
    good.replace('atMillis: 2000', 'atMillis: soon'),
    'f.yaml:11:17 orders.0.atMillis: expected a number, found "soon"',
  ],
  [
    'out of bounds',
    good.replace('atMillis: 2000', 'atMillis: -1'),
    'f.yaml:11:17 orders.0.atMillis: expected at least 0, found -1',
  ],
  [
    'not an address',
    good.replace('192.0.2.1', '192.0.2.999'),
    'f.yaml:3:24 servers.0.ip: expected an IPv4 address or an IPv6 address, found "192.0.2.999"',
  ],
  [
    'not a name',
    good.replace('name: ann', 'name: Ann!'),
    'f.yaml:6:13 clients.0.name: expected a name of at most 31 lower-case letters, digits, spaces and hyphens, found "Ann!" (and 1 more to mend)',
  ],
  ['missing list', good.replace(/orders:[\s\S]*/, ''), 'f.yaml:1:1 orders: expected a list, found nothing'],
  [
    'no server',
    good.replace(/servers:\n.*\n.*\n/, 'servers: []\n'),
    'f.yaml:2:10 servers: expected at least one entry, found 0 (and 2 more to mend)',
  ],
  [
    'unknown design value',
    `${good}design: { base: sealed, senderKey: kept forever }\n`,
    'f.yaml:12:36 design.senderKey: expected "fresh per command" or "kept per queue" or "kept per client", found "kept forever"',
  ],
  [
    'unknown decision',
    `${good}design: { base: sealed, sendKey: kept per queue }\n`,
    'f.yaml:12:25 design: expected a key of the schema, found "sendKey"; did you mean "senderKey"?',
  ],
  [
    'a design that would pass for one of ours',
    `${good}design: { name: sealed, base: draft }\n`,
    'f.yaml:12:17 design.name: expected a name of its own; draft and sealed are there',
  ],
  [
    'a fault of no known kind',
    `${good}faults:\n  - { kind: earthquake, node: proxy, atMillis: 5 }\n`,
    'f.yaml:13:13 faults.0.kind: expected "crash" or "crash at step" or "crash loop" or "cut" or "half-open" or "partition" or "slow" or "skew", found "earthquake"',
  ],
  [
    'a fault of an unknown node',
    `${good}faults:\n  - { kind: crash, node: prxy, atMillis: 5 }\n`,
    'f.yaml:13:26 faults.0.node: expected a server or a client named “prxy”; there are proxy, relay, ann, ben',
  ],
  [
    'a fault between a node and a stranger',
    `${good}faults:\n  - { kind: cut, between: [ann, bob], atMillis: 5 }\n`,
    'f.yaml:13:33 faults.0.between.1: expected a server or a client named “bob”; there are proxy, relay, ann, ben',
  ],
  [
    'a fault between a node and itself',
    `${good}faults:\n  - { kind: half-open, between: [ann, ann], atMillis: 5 }\n`,
    'f.yaml:13:33 faults.0.between: expected two nodes; “ann” is there twice',
  ],
  [
    'a fault that lacks a time',
    `${good}faults:\n  - { kind: partition, between: [ann, proxy], atMillis: 5 }\n`,
    'f.yaml:13:5 faults.0.forMillis: expected a number, found nothing',
  ],
  [
    'a clock that is too wrong',
    `${good}faults:\n  - { kind: skew, node: ann, byMillis: 600001 }\n`,
    'f.yaml:13:40 faults.0.byMillis: expected at most 600000, found 600001',
  ],
  [
    'taken back before it was written',
    good.replace('text: Hello', 'text: Hello, cancelledMillis: 1'),
    'f.yaml:11:67 orders.0.cancelledMillis: expected a time not before 2000, when it is written',
  ],
  [
    'a quota that is no whole number',
    good.replace('name: relay,', 'name: relay, quota: 1.5,'),
    'f.yaml:4:27 servers.1.quota: expected a whole number, found 1.5',
  ],
  [
    'two documents',
    `${good}---\n${good}`,
    'f.yaml:12:1 expected YAML or JSON: Source contains multiple documents; please use YAML.parseAllDocuments()',
  ],
  ['the same key twice', `${good}name: again\n`, 'f.yaml:12:1 expected YAML or JSON: Map keys must be unique'],
  [
    'not YAML',
    'name: [a, b\n',
    'f.yaml:2:1 expected YAML or JSON: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
];

for (const [what, text, line] of wrong) test(`wrong: ${what}`, () => expect(parseScenario('f.yaml', text)).toBe(line));

test('aliases that grow without bound are refused', () => {
  const levels = Array.from(
    { length: 12 },
    (_, i) =>
      `a${i}: &a${i} [${
        i === 0
          ? 'x'
          : Array(9)
              .fill(`*a${i - 1}`)
              .join(', ')
      }]`,
  );
  expect(parseScenario('f.yaml', levels.join('\n'))).toMatch(/^f\.yaml:1:1 expected YAML without runaway aliases/);
});

test('files that cannot be read say why', () => {
  expect(readScenario('no/such/file.yaml')).toBe('no/such/file.yaml: there is no such file');
  expect(readScenario(examples)).toMatch(/: expected a file, found a directory$/);
  expect(readScenario('no\u001b[31m.yaml')).not.toContain('\u001b');
});

test('faults and what goes with them are read, and told in words', () => {
  const text = `${good
    .replace('name: relay,', 'name: relay, quota: 2,')
    .replace('to: ben', 'to: ben, securedByRecipientAtMillis: 1500')
    .replace('text: Hello', 'text: Hello, scheduledMillis: 60000, cancelledMillis: 5000')}untilMillis: 3600000
faults:
  - { kind: crash, node: proxy, atMillis: 3000 }
  - { kind: crash at step, node: relay, step: 7, forMillis: 500 }
  - { kind: crash loop, node: relay, atMillis: 9000, times: 3, upMillis: 2000, downMillis: 100 }
  - { kind: cut, between: [ann, proxy], atMillis: 1 }
  - { kind: half-open, between: [proxy, relay], atMillis: 2 }
  - { kind: partition, between: [proxy, relay], atMillis: 3, forMillis: 60000 }
  - { kind: slow, node: ben, atMillis: 4, forMillis: 5, byMillis: 6 }
  - { kind: skew, node: ben, byMillis: -1500 }
`;
  const read = parseScenario('a.yaml', text);
  if (typeof read === 'string') throw new Error(read);
  expect(summarise(read.scenario)).toMatchInlineSnapshot(`
    [
      "Servers: proxy and relay (2 messages a queue)",
      "Clients: ann (through proxy) and ben",
      "Queue inbox: ann to ben at relay (secured by ben at 1.5 s)",
      "Order at 2 s: “Hello” into inbox, for 1 min 0 s, cancelled at 5 s",
      "Each link takes 20 ms",
      "Fault at 3 s: proxy crashes, for good",
      "Fault after step 7 of relay: it crashes, for 500 ms",
      "Fault at 9 s: relay crashes 3 times, each for 100 ms, with 2 s between",
      "Fault at 1 ms: the sessions between ann and proxy end",
      "Fault at 2 ms: the sessions between proxy and relay begin to swallow everything",
      "Fault at 3 ms: nothing gets through between proxy and relay for 1 min 0 s",
      "Fault at 4 ms: what leaves ben leaves 6 ms late, for 5 ms",
      "Fault throughout: the clock of ben is 1.5 s behind",
      "Goes on until 1 h 0 min at least",
    ]
  `);
});
