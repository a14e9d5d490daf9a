// What `hopscope init` writes: a scenario, a gate file and a job of CI, small enough to be read before they are changed.
import { BASELINE_FILE } from './gate/defaults.ts';

export const SCENARIO_FILE = 'hopscope.scenario.yaml';
export const GATE_FILE = 'hopscope.gate.yaml';
/** Runs what the repository has installed, and installs nothing of that name from a registry. */
export const INSTALLED = 'npx --no-install hopscope';
const SCENARIO_AUDIT = `${INSTALLED} audit --scenario ${SCENARIO_FILE} --profile quick --out reports/out/scenario`;
const gateAudit = (formats: string): string =>
  `${INSTALLED} audit --baseline ${BASELINE_FILE} --gate ${GATE_FILE} --format ${formats}`;

const SCENARIO = `# Who is there, what they write and when. Try it:
#
#   ${SCENARIO_AUDIT}
#
# Put your own traffic in its place; add faults, or a design: with a decision turned. A mistake is told with its line.
name: two friends on one relay

servers: # proxy or relay by how they are used
  - { name: proxy, ip: 192.0.2.1 }
  - { name: relay, ip: 192.0.2.2 }

clients:
  - { name: ann, ip: 198.51.100.1, proxy: proxy }
  - { name: ben, ip: 198.51.100.2, proxy: proxy }

queues: # one each way
  - { name: ann to ben, relay: relay, from: ann, to: ben }
  - { name: ben to ann, relay: relay, from: ben, to: ann }

orders: # milliseconds from the start
  - { atMillis: 2000, queue: ann to ben, text: Are you there? }
  - { atMillis: 5000, queue: ben to ann, text: I am. }

latencyMillis: 20
jitterMillis: 5
`;

const GATE = `# What an audit is held to beyond what its designs declare. A budget is broken when the whole interval of a figure is beyond it.
budgets:
  # What an adversary gains over blind guessing, from 0 to 1: whether two forwards go to one queue, how many queues there
  # are, what the relay answered, and whether destinations are one.
  - { figure: advantage, most: 0.1, design: sealed, of: R2.2 }
  - { figure: advantage, most: 0.1, design: sealed, of: R2.3 }
  - { figure: advantage, most: 0.1, design: sealed, of: R2.4 }
  - { figure: advantage, most: 0.1, design: sealed, of: U1 }

# What fails and is accepted for now, by whom, why, and until when (90 days off at most):
#
#   - id: R2.2-same-queue # as the gate calls it
#     design: my-design
#     reason: keys are kept until the phones are faster
#     owner: Ann
#     expires: 2027-01-31
waivers: []
`;

/** What both jobs take for granted. */
const NEEDS = `# It needs hopscope among the packages of this repository, and ${BASELINE_FILE} committed;
# \`${INSTALLED} audit --update-baseline\` writes it anew.
`;

const GITHUB = `${NEEDS}name: relay privacy
on: [push, pull_request]
permissions: { contents: read, security-events: write }
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 20 }
      - run: npm ci
      - run: ${SCENARIO_AUDIT}
      - run: ${gateAudit('sarif,junit,github,badge')}
      - uses: github/codeql-action/upload-sarif@v3
        if: always() && hashFiles('reports/out/audit.sarif') != ''
        with: { sarif_file: reports/out/audit.sarif }
`;

const GITLAB = `${NEEDS}relay-privacy:
  image: node:20
  script:
    - npm ci
    - ${SCENARIO_AUDIT}
    - ${gateAudit('junit,sarif,badge')}
  artifacts:
    when: always
    paths: [reports/out]
    reports: { junit: reports/out/junit.xml }
`;

export interface InitFile {
  /** From the folder that is written to, with slashes. */
  readonly path: string;
  readonly text: string;
}

export const initFiles = (forge: 'GitHub' | 'GitLab'): readonly InitFile[] => [
  { path: SCENARIO_FILE, text: SCENARIO },
  { path: GATE_FILE, text: GATE },
  forge === 'GitHub'
    ? { path: '.github/workflows/relay-privacy.yml', text: GITHUB }
    : { path: '.gitlab-ci.yml', text: GITLAB },
];
