// How each command of the documents is run by a test: as it stands, for less and why, or by another test and why.
import { TODAY } from './audit-fixture.ts';

/** Run here, with the statuses that it may end with (0 alone unless said) and what it prints. */
type Run = {
  readonly status?: readonly number[];
  readonly says: RegExp;
  /** Commands of which it needs what they write. */
  readonly after?: readonly string[];
} & (
  | { readonly as: 'it stands' }
  /** With more behind it, so that its own options are read. */
  | { readonly adds: string; readonly why: string }
  | { readonly instead: string; readonly why: string }
);
/** Run elsewhere, where a file has these words. */
interface Elsewhere {
  readonly by: string;
  readonly says: string;
  readonly why: string;
}
export type Answer = Run | Elsewhere;

/** One line of one design, in a second. */
const LITTLE = '--profile quick --design sealed --property R4.4 --jobs 1';
const AS_DECLARED = /Every verdict is as its design\s+declares it\./;
const little: Run = { adds: LITTLE, why: 'all of it takes a minute', says: AS_DECLARED };
const stands = (says: RegExp): Run => ({ as: 'it stands', says });

const MEASURED: Run = {
  instead: 'npx hopscope measure --over session --seeds 2 --jobs 1',
  why: 'all of it takes minutes, and so do delays alone',
  says: /measure\.html/,
};

/** In the order in which they are run: later ones use what earlier ones wrote. */
export const PLAN: Readonly<Record<string, Answer>> = {
  'npm ci': { by: '.ci/run', says: '\nnpm ci\n', why: 'it asks a registry' },
  'npm test': { by: '.ci/run', says: ' npm test\n', why: 'it is what runs this' },
  'npm run audit': { ...little, adds: `-- ${LITTLE}` },
  'npm run audit -- --profile quick': little,
  'npx hopscope verify reports/out --rerun': stands(/4 files: as attested[\s\S]*the same octet for octet/),
  'npx hopscope explain': stands(/More about one/),
  'npx hopscope explain R2.2': stands(/Planted leaks that it must catch/),
  'npx hopscope replay ID': {
    by: 'docs/how-to-read-a-result.md',
    says: '\n$ npx hopscope replay draft/',
    why: 'an id is of one audit, such as the one that this page has just made',
  },
  'npx hopscope audit --design sealed --seed 7': little,
  'npx --no-install hopscope audit': little,
  'npx --prefix path/to/hopscope hopscope audit': little,
  'npx hopscope audit --property R3.1': little,
  'npx hopscope audit --scenario reports/examples/two-friends.yaml': little,
  'npx hopscope audit --design reports/examples/queue-tags.design.yaml': little,
  'npx hopscope audit --shard 1/4 --out part': { ...little, says: /part-1-of-4\.json/ },
  'npx hopscope audit --merge part': {
    after: [2, 3, 4].map((part) => `npx hopscope audit --shard ${part}/4 --out part ${LITTLE}`),
    adds: '--jobs 1',
    why: 'one thread',
    says: AS_DECLARED,
  },
  'npx hopscope audit --design reports/examples/queue-tags.design.yaml --watch': {
    by: 'test/watch.test.ts',
    says: "...gate, '--watch'",
    why: 'it ends with its reader',
  },
  'npx hopscope diff before reports/out': {
    as: 'it stands',
    after: ['before', 'reports/out'].map((out) => `npx hopscope audit --out ${out} ${LITTLE}`),
    says: /Nothing came out otherwise than before/,
  },
  'npx hopscope explore': { adds: '--most 300', why: 'all of it takes a minute', status: [3], says: /300 states/ },
  'npx hopscope explore --design records-written-in-place --messages 1': {
    adds: '--most 300',
    why: 'the failure comes after thousands of states; its test is exploration.test.ts',
    status: [3],
    says: /300 states/,
  },
  'npx hopscope explore --worlds R2.2-same-queue': {
    by: 'test/explore-verb.test.ts',
    says: "'--worlds', 'R2.2-same-queue'",
    why: 'its test is there',
  },
  'npx hopscope measure': MEASURED,
  'npx hopscope measure --over delay --seeds 3': MEASURED,
  'npx hopscope measure --design my-relay.yaml': MEASURED,
  'npx hopscope frames pairs.jsonl': stands(/20 agree, 0 disagree/),
  'npx hopscope export --out models': stands(/If you have ProVerif/),
  'npx hopscope audit --proverif /usr/bin/proverif': {
    instead: `npx hopscope audit --proverif ./prover --out proved ${LITTLE} --property R2.1`,
    why: 'no prover comes with it, so one stands in',
    says: /ProVerif answered 1 of one exported file\s+as\s+expected/,
  },
  'npx hopscope export --scenario reports/examples/two-friends.yaml --blocks proxy --out seen': stands(/draft\.proxy/),
  'npx hopscope inspect blocks.ndjson': {
    instead: 'npx hopscope inspect seen/draft.proxy.ndjson',
    why: 'the file is the reader’s own',
    status: [0, 1, 3],
    says: /inspect\.html/,
  },
  'npx hopscope inspect seen/draft.proxy.ndjson --within 50': {
    as: 'it stands',
    status: [0, 1, 3],
    says: /inspect\.html/,
  },
  'npx hopscope inspect relay.pcapng --keylog keys.log --relay 192.0.2.1:5223': {
    instead: 'npx hopscope inspect relay.pcapng --keylog keys.log --relay 127.0.0.2:5223',
    why: 'the capture that is there is of another host; it needs tshark, and says so where there is none',
    status: [0, 1, 2, 3],
    says: /inspect\.html|tshark/,
  },
  'npx hopscope completion bash': stands(/complete /),
  'man man/hopscope.1': stands(/hopscope/i),
  'npx hopscope audit --update-baseline': little,
  'npx hopscope audit --baseline hopscope.baseline.json': little,
  'npx hopscope audit --gate gate.yaml --format sarif,junit,github,badge': {
    ...little,
    adds: `${LITTLE} --today ${TODAY}`,
    status: [3],
    says: /nothing tells whether the budget is kept/,
  },
  'npx hopscope doctor': stands(/Ready: hopscope audit/),
  'npx hopscope init': { adds: '--no-baseline', why: 'its audit takes a minute', says: /hopscope\.gate\.yaml/ },
  'openssl genpkey -algorithm ed25519 -out private.pem': stands(/^$/),
  'openssl pkey -in private.pem -pubout -out public.pem': stands(/^$/),
  'npx hopscope audit --sign private.pem': little,
  'npx hopscope verify reports/out --key public.pem': stands(/as attested/),
  'npx hopscope verify reports/out --key public.pem --rerun': stands(/the same octet for octet/),
  'npm run validate': { adds: '-- --case V7', why: 'all 17 cases take a minute', says: /all within tolerance/ },
  'npm run -s validate -- --case V1 --set e2e=2 --set layers=3 --json': {
    adds: '--set rate=500',
    why: 'a tenth of the messages',
    status: [0, 1],
    says: /"layers": ?3/,
  },
  'npm run docs': { by: 'test/api-docs.test.ts', says: 'generateDocs', why: 'its test is there' },
  'npm run bench': { adds: '-- 0.02', why: 'all of it takes half a minute', says: /bench\.png/ },
  'npm run -s build': { by: 'test/build.ts', says: 'tsconfig.build.json', why: 'it is made before all tests' },
  'node dist/reports/hostile-octets.js 1000000': {
    instead: 'node dist/reports/hostile-octets.js 100',
    why: 'a million takes minutes',
    says: / 0 defects/,
  },
  'node dist/reports/fault-schedules.js 10000': {
    instead: 'node dist/reports/fault-schedules.js 2',
    why: 'ten thousand take minutes',
    says: /^2 schedules, .* 0 broken/,
  },
  'node dist/reports/active-scripts.js': {
    adds: 'sealed scripts 1',
    why: 'all of them take minutes',
    says: /two worlds: .*1 scripts, .* attacks: none/,
  },
  'node dist/reports/write-schemas.js': stands(/^$/),
  'npx vitest run test/planted-leaks.test.ts -t command-ids-counted': {
    instead: 'npx vitest list test/planted-leaks.test.ts -t command-ids-counted',
    why: 'the test itself is one of all tests',
    says: /command-ids-counted/,
  },
  'npm install --save-dev path/to/hopscope': {
    by: 'test/design-module.test.ts',
    says: 'has declarations that a module elsewhere is checked against',
    why: 'it may ask a registry; what it is for is checked there',
  },
  'apt-get install tshark': {
    by: 'test/capture.test.ts',
    says: 'skipped where tshark is not installed',
    why: 'it installs',
  },
};
