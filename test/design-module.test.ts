// Modules of nodes: what they change is found, what they leave alone stays, and what is wrong with one is told in one line.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sealed } from '../model/design.ts';
import type { OwnDesign } from '../properties/own-design.ts';
import { drawn, type Place, runs } from '../properties/trial.ts';
import { loadDesignModule, needNodes, unsteady } from '../reports/design-module.ts';
import { troubleOf } from '../reports/module-trial.ts';
import { publishedModules } from '../reports/published-modules.ts';
import { fingerprint } from '../sim/trace.ts';
import { hopscope, small } from './command.ts';

const root = new URL('../', import.meta.url);
const example = (name: string): string => new URL(`reports/examples/${name}`, root).pathname;
const folder = (): string => mkdtempSync(join(tmpdir(), 'hopscope-'));

function moduleOf(text: string, name = 'mine.mjs'): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}
async function loaded(file: string): Promise<OwnDesign> {
  const own = await loadDesignModule(file);
  if (typeof own === 'string') throw new Error(own);
  return own;
}

/** A server that does something in each step before the protocol's own does. */
const stepping = (does: string): string => `
let calls = 0;
export default {
  design: { name: 'mine', base: 'sealed' },
  server: ({ node }) => ({
    start: node.start,
    step: (state, input, context) => {
      ${does}
      return node.step(state, input, context);
    },
  }),
};`;

describe('a module of nodes', () => {
  test('that changes when a proxy sends is caught by the lines about that, and by no other of its requirement', async () => {
    const asked = ['--property', 'G5', '--property', 'R3.1', '--property', 'D1', '--design', example('own-pace.mjs')];
    const { status, printed } = await hopscope('audit', ...small, ...asked, '--out', folder());
    expect(status).toBe(1);
    expect([...printed.matchAll(/^own-pace: (\S+) is violated/gm)].map(([, id]) => id)).toEqual(['G5-worlds']);
    const [, id = ''] = /hopscope replay (\S+) --design/.exec(printed) ?? [];
    const again = await hopscope('replay', id, '--design', example('own-pace.mjs'));
    expect(again).toMatchObject({ status: 0, complained: '' });
  });

  test('in TypeScript that changes nothing has every verdict of its base, and every octet', async () => {
    const own = await loaded(example('counting-nodes.ts'));
    for (const experiment of ['ordinary traffic', 'the client crashes after it sent'] as const) {
      const place: Place = { seed: '1', experiment, number: 0 };
      for (const cryptography of ['ideal', 'real'] as const) {
        const prints = (design: typeof sealed) => runs(drawn(place), design, place, cryptography).map(fingerprint);
        expect(prints(own.design)).toEqual(prints(sealed));
      }
    }
    const out = folder();
    const asked = ['--design', 'sealed', '--design', example('counting-nodes.ts'), '--out', out];
    expect((await hopscope('audit', ...small, ...asked)).status).toBe(0);
    const { designs } = JSON.parse(readFileSync(join(out, 'audit.json'), 'utf8'));
    const [base, counting] = designs.map(({ lines }: { lines: readonly { verdict: string; chances: number }[] }) =>
      lines.map(({ verdict, chances, ...line }) => ({ ...line, verdict, chances })),
    );
    expect(counting).toEqual(base);
    expect(designs[1].decisions.nodes).toMatch(/^counting-nodes\.ts, SHA-256 [0-9a-f]{16}$/);
  });

  test('counts its steps in the state that it was given, so that the nodes that run are its own', async () => {
    const { design } = await loaded(example('counting-nodes.ts'));
    const place: Place = { seed: '1', experiment: 'ordinary traffic', number: 0 };
    const [trace] = runs(drawn(place), design, place, 'ideal');
    const servers = trace?.scenario.servers.map(({ name }) => trace.ends.get(name)?.state as { steps: number });
    for (const state of servers ?? []) expect(state.steps).toBeGreaterThan(0);
    expect(servers?.length).toBeGreaterThan(1);
  });

  test('that throws is a broken node, told as a story', async () => {
    const file = moduleOf(stepping("if (input.kind === 'timer') throw new Error('no timers here');"));
    const { status, printed } = await hopscope(
      'audit',
      ...small,
      '--property',
      'R5.1-delivers',
      '--design',
      file,
      '--out',
      folder(),
    );
    expect(status).toBe(1);
    expect(printed).toMatch(/The code of proxy broke at [\d.]+ ms: Error: no timers here\./);
    expect(printed).not.toContain('    at ');
  });

  test('that gives what no step gives is a broken node as well', async () => {
    for (const [gives, why] of [
      ['return 7;', 'a step gave no [state, effects]'],
      ["return [state, [{ kind: 'shout' }]];", 'there is no effect shout'],
      ["return [state, [{ kind: 'send', session: 'in 0', block: 'text' }]];", 'a block that is sent is no octets'],
      ["throw 'a text';", 'a text'],
    ] as const) {
      const own = await loaded(moduleOf(stepping(gives)));
      const place: Place = { seed: '1', experiment: 'ordinary traffic', number: 0 };
      const [trace] = runs(drawn(place), own.design, place, 'ideal');
      const broken = trace?.events.flatMap((event) => (event.kind === 'broken' ? [event.why] : []));
      expect(broken?.[0]).toContain(why);
    }
  });
});

describe('what is wrong with a module', () => {
  test.each([
    [
      'it draws by itself',
      stepping('calls = 1000 * Math.random(); context = { ...context, now: context.now + calls };'),
    ],
    ['it remembers outside its state', stepping('calls++; context = { ...context, now: context.now + calls };')],
  ])('is told where %s', async (_, text) => {
    const file = moduleOf(text);
    const { status, complained } = await hopscope('audit', ...small, '--design', file);
    expect(status).toBe(2);
    expect(complained).toBe(
      `hopscope: ${file}: its nodes are not deterministic, the same run came out otherwise the second time; a node takes all chance from context.crypto, all time from context.now, and keeps all it remembers in its state`,
    );
  });

  test.each([
    ['no default export', 'export const a = 1;', 'expected a default export with a design, and a client or a server'],
    [
      'no nodes',
      "export default { design: { name: 'x', base: 'sealed' } };",
      'expected a client or a server beside the design',
    ],
    [
      'a node that is no function',
      "export default { design: { name: 'x', base: 'sealed' }, client: 1 };",
      'expected a function for client',
    ],
    [
      'something else beside',
      "export default { design: { name: 'x', base: 'sealed' }, relay: () => 1 };",
      'expected design, client and server in its default export, found relay',
    ],
    [
      'a design that is none',
      "export default { design: { name: 'x' }, client: (made) => made.node };",
      'its design: base: expected "draft" or "sealed", found nothing',
    ],
    [
      'what is made is no node',
      "export default { design: { name: 'x', base: 'sealed' }, server: () => 1 };",
      'its nodes cannot be run: what is made for proxy is no node',
    ],
    ['it throws when loaded', "throw new Error('at once');", 'cannot be loaded: at once'],
    [
      'an import that is not there',
      "import 'no-such-thing-there'; export default {};",
      "cannot be loaded: Cannot find module 'no-such-thing-there'",
    ],
  ])('is told where there is %s', async (_, text, why) => {
    const file = moduleOf(text);
    const { status, complained } = await hopscope('audit', ...small, '--design', file);
    expect({ status, complained }).toEqual({ status: 2, complained: `hopscope: ${file}: ${why}` });
  });

  test('is told where a step or its loading never returns, or it ends its thread', async () => {
    for (const text of [stepping('for (;;);'), 'for (;;);']) {
      const file = moduleOf(text);
      expect(await troubleOf(file, 4_000)).toBe(
        `${file}: loading it and a few runs took more than 4 s; does a step never end?`,
      );
    }
    const file = moduleOf(`process.exit(0);\n${stepping('')}`);
    expect(await troubleOf(file)).toBe(`${file}: it ended the thread that tried it`);
    expect(await troubleOf(moduleOf(stepping('')))).toBeUndefined();
  });

  test('is told where it is not there, or its syntax is wrong', async () => {
    expect((await hopscope('audit', '--design', 'no/nodes.mjs')).complained).toBe(
      'hopscope: no/nodes.mjs: expected a module of nodes, found no file that can be read',
    );
    const { complained } = await hopscope('audit', '--design', moduleOf('export default {'));
    expect(complained).toMatch(/^hopscope: \S+mine\.mjs: cannot be loaded: ParseError/);
  });

  test('is told where parts are put together and it is no longer what it was', async () => {
    const file = moduleOf(stepping(''));
    const parts = folder();
    const asked = ['--property', 'D1', '--design', file];
    for (const part of ['1/2', '2/2']) await hopscope('audit', ...small, ...asked, '--shard', part, '--out', parts);
    expect((await hopscope('audit', '--merge', parts, '--jobs', '1', '--out', folder())).status).toBe(0);
    const own = await loaded(file);
    writeFileSync(file, stepping('calls;'));
    const changed = await loaded(file);
    expect(changed.design.nodes).not.toBe(own.design.nodes);
    await expect(needNodes({ ...own, design: { ...own.design, nodes: 'mine.mjs, SHA-256 0' } })).rejects.toThrow(
      `${file}: expected mine.mjs, SHA-256 0, found ${changed.design.nodes}`,
    );
    expect(unsteady(changed)).toBeUndefined();
  });
});

describe('what is published', () => {
  const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
    exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  };
  const entries = Object.entries(exports).flatMap(([name, where]) =>
    typeof where === 'string' ? [] : [[name, where] as const],
  );

  test('is what a module is given, name by name', () => {
    expect(entries.map(([name]) => name.replace(/^\./, 'hopscope')).sort()).toEqual(
      Object.keys(publishedModules).sort(),
    );
    for (const [, where] of entries) {
      expect(where.types).toBe(where.default.replace(/\.js$/, '.d.ts'));
      const source = where.default.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts');
      expect(existsSync(new URL(source, root)), source).toBe(true);
    }
  });

  test('has declarations that a module elsewhere is checked against', () => {
    const [away, out] = [folder(), folder()];
    const tsc = new URL('node_modules/typescript/lib/tsc.js', root).pathname;
    const run = (...given: readonly string[]) => spawnSync(process.execPath, [tsc, ...given], { encoding: 'utf8' });
    const project = new URL('tsconfig.build.json', root).pathname;
    const emitted = run('-p', project, '--noCheck', '--emitDeclarationOnly', '--incremental', 'false', '--outDir', out);
    expect(emitted.stdout).toBe('');
    const paths = Object.fromEntries(
      entries.map(([name, where]) => [name.replace(/^\./, 'hopscope'), [where.types.replace('./dist', out)]]),
    );
    const compilerOptions = {
      module: 'nodenext',
      strict: true,
      noEmit: true,
      types: [],
      skipLibCheck: true,
      paths,
      allowImportingTsExtensions: true,
    };
    writeFileSync(join(away, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['good.ts', 'bad.ts'] }));
    copyFileSync(example('counting-nodes.ts'), join(away, 'good.ts'));
    const text = readFileSync(example('counting-nodes.ts'), 'utf8');
    writeFileSync(
      join(away, 'bad.ts'),
      text.replace("base: 'sealed'", "base: 'seald'").replace('return [{ ...next', 'return [{ ...7'),
    );
    const checked = run('-p', join(away, 'tsconfig.json')).stdout;
    expect(checked).toMatch(/bad\.ts\(\d+,\d+\): error .*"seald/);
    expect(checked).not.toContain('good.ts');
  });
});
