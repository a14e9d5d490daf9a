// Designs in files: what is read, what is declared, and how they are audited, shared out, put together and replayed.
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { draft, sealed } from '../model/design.ts';
import { declared } from '../properties/matrix-declared.ts';
import { declaredOf, type OwnDesign } from '../properties/own-design.ts';
import type { Audit } from '../properties/result.ts';
import { parseDesign, readDesign } from '../reports/design-file.ts';
import { isFile } from '../reports/own-designs.ts';
import { hopscope, small } from './command.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'hopscope-'));
const example = new URL('../reports/examples/queue-tags.design.yaml', import.meta.url).pathname;

const auditIn = (out: string): Audit => JSON.parse(readFileSync(join(out, 'audit.json'), 'utf8')) as Audit;

function parsed(text: string): OwnDesign {
  const read = parseDesign('d.yaml', text);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

test('a field that is carried over in clear is seen by R3.1, however short it may be; shorter ones are refused', async () => {
  const [out, file] = [folder(), join(folder(), 'tag.yaml')];
  const design = (octets: number): string =>
    `name: tagged\nbase: sealed\nfields: [{ name: tag, on: forward, hop: "both, carried over", octets: ${octets}, value: fresh, stands: beside the corr id }]\n`;
  writeFileSync(file, design(8));
  const { status, printed } = await hopscope(
    'audit',
    ...small,
    '--design',
    file,
    '--property',
    'R3.1',
    '--property',
    'R2.3',
    '--out',
    out,
  );
  expect([status, printed]).toEqual([1, expect.stringMatching(/R3\.1 .*violated/)]);
  expect(printed).toMatch(/R2\.3 .*holds/);
  expect(parseDesign('d.yaml', design(7))).toMatch(/octets: expected at least 8, found 7/);
});

describe('what a file says', () => {
  test('is its base with the decisions turned and the fields added', () => {
    const tag = {
      name: 'queue_tag',
      on: 'forward',
      hop: 'between client and proxy',
      octets: 8,
      value: 'kept per queue',
    };
    expect(readDesign(example)).toMatchObject({
      base: 'sealed',
      file: example,
      design: { ...sealed, name: 'queue-tags', fields: [{ ...tag, stands: 'in the command' }] },
    });
    const turned = parsed('{ "name": "mine", "base": "draft", "corrIdOctets": 24, "window": 3 }');
    expect(turned.design).toEqual({ ...draft, name: 'mine', corrIdOctets: 24, window: 3 });
  });

  test('declares by property before requirement, and else as its base', () => {
    const own = parsed('{ name: mine, base: draft, expects: { R2.2: holds, R2.2-active: violated, G4-A2: holds } }');
    const said = (id: string) =>
      declaredOf({ design: own.design, own }, { id, requirement: id.split('-')[0] as string });
    expect(said('R2.2-same-queue')).toBe('holds');
    expect(said('R2.2-active')).toBe('violated');
    expect(said('G4-A2')).toBe('holds');
    expect(said('G4-A6')).toBe('violated');
    expect(said('R3.1-onward')).toBe('violated');
    expect(said('R3.1-layers')).toBe('vacuous');
  });

  test('declares whole rows of the matrix, and else as its base', () => {
    const own = parsed('{ name: mine, base: sealed, exposes: { the relay: [the text] } }');
    const subject = { name: 'mine', way: 'through the proxy', own } as const;
    expect(declared(subject, 'the relay', 'the text')).toBe('exposed');
    expect(declared(subject, 'the relay', 'that a message was sent')).toBe('hidden');
    expect(declared(subject, 'the proxy', 'that a message was sent')).toBe('exposed');
  });
});

/** What is wrong, the text, the line it gets. */
const field = (over: string): string =>
  `base: sealed\nname: mine\nfields:\n  - { name: queue_tag, on: forward, hop: between client and proxy, octets: 8, value: fresh${over} }\n`;
const wrong: readonly (readonly [string, string, string])[] = [
  ['empty file', '', 'd.yaml:1:1 expected a design, found an empty file'],
  ['no base', 'name: mine\n', 'd.yaml:1:1 base: expected "draft" or "sealed", found nothing'],
  [
    'a decision that is not there',
    'base: sealed\ncorrrId: fresh per hop\n',
    'd.yaml:2:1 expected a key of the schema, found "corrrId"; did you mean "corrId"?',
  ],
  [
    'a value that is not there',
    'base: sealed\ncorrId: fresh\n',
    'd.yaml:2:9 corrId: expected "fresh per hop" or "carried over" or "fresh, and marked where it is scheduled", found "fresh"',
  ],
  [
    'a name of ours',
    'base: sealed\nname: draft\n',
    'd.yaml:2:7 name: expected a name of its own; draft and sealed are there',
  ],
  [
    'the name of a planted leak',
    'base: sealed\nname: no-limit\n',
    'd.yaml:2:7 name: expected a name of its own; “no-limit” is there',
  ],
  [
    'a verdict for nothing',
    'base: sealed\nexpects:\n  R99: violated\n',
    'd.yaml:3:8 expects.R99: expected a property or requirement, such as R2.2; “R99” is none',
  ],
  [
    'a verdict that nobody declares',
    'base: sealed\nexpects:\n  R2.2: undecided\n',
    'd.yaml:3:9 expects.R2.2: expected "holds" or "violated" or "vacuous", found "undecided"',
  ],
  [
    'an observer that is not there',
    'base: sealed\nexposes:\n  the postman: [the text]\n',
    'd.yaml:3:3 exposes: expected a key of the schema, found "the postman"',
  ],
  [
    'a field named as a rule',
    field('').replace('queue_tag', 'corr_id'),
    'd.yaml:4:13 fields.0.name: expected a name of its own; the grammar has “corr_id”',
  ],
  [
    'a field named by two letters',
    field('').replace('queue_tag', 'tg'),
    'd.yaml:4:13 fields.0.name: expected a name of 3 to 31 lower-case letters and underscores, as rules of a grammar have, found "tg"',
  ],
  [
    'a value that a proxy cannot know',
    field('').replace('client and proxy', 'proxy and relay').replace('fresh', 'kept per queue'),
    'd.yaml:4:85 fields.0.value: expected what a proxy can put into a forward: fresh, constant, counted, the time, kept per client and kept per message',
  ],
  [
    'a field that is too short',
    field('').replace('8', '3'),
    'd.yaml:4:76 fields.0.octets: expected at least 8, found 3',
  ],
  [
    'two fields of one name',
    `${field('')}${field('').split('\n')[3]}\n`,
    'd.yaml:5:13 fields.1.name: expected names that differ; “queue_tag” is there twice',
  ],
];
for (const [what, text, line] of wrong) test(`wrong: ${what}`, () => expect(parseDesign('d.yaml', text)).toBe(line));

test('a value is a file by how it ends or by a path in it', () => {
  for (const file of ['a.yaml', 'a.yml', 'a.json', 'nodes.mjs', 'nodes.ts', './a', 'in/a.txt'])
    expect(isFile(file)).toBe(true);
  for (const name of ['draft', 'sealed', 'my-design']) expect(isFile(name)).toBe(false);
});

describe('an audit of a file', () => {
  const leaky = 'name: keeps-keys\nbase: sealed\nsenderKey: kept per queue\n';
  const only = ['--property', 'U1', '--property', 'R2.2-key-once'];
  const file = (text: string): string => {
    const path = join(folder(), 'mine.yaml');
    writeFileSync(path, text);
    return path;
  };

  test('is not as declared where it leaks, beside a design of ours, and replays with the file', async () => {
    const [out, mine] = [folder(), file(leaky)];
    const { status, printed } = await hopscope(
      'audit',
      ...small,
      ...only,
      '--design',
      mine,
      '--design',
      'sealed',
      '--out',
      out,
    );
    expect(status).toBe(1);
    expect(auditIn(out).designs.map(({ name }) => name)).toEqual(['sealed', 'keeps-keys']);
    const surprises = auditIn(out).designs.flatMap(({ name, lines }) =>
      lines.flatMap(({ property, asExpected }) => (asExpected ? [] : [`${name} ${property}`])),
    );
    expect(surprises).toEqual(
      ['R2.2-key-once', 'U1-destinations', 'U1-worlds'].map((property) => `keeps-keys ${property}`),
    );
    const [, id = ''] = /hopscope replay (\S+) --design \S*mine\.yaml/.exec(printed) ?? [];
    expect(await hopscope('replay', id, '--design', mine)).toMatchObject({ status: 0, complained: '' });
    expect((await hopscope('replay', id)).complained).toBe(
      'hopscope: no design or planted leak “keeps-keys”; a design of your own needs its file: --design, or --scenario if it came with one',
    );
    // The same decisions, turned where the file does not say so, are another run.
    writeFileSync(mine, 'name: keeps-keys\nbase: sealed\n');
    expect((await hopscope('replay', id, '--design', mine)).status).toBe(1);
  });

  test('is as declared once its author declares it', async () => {
    const mine = file(`${leaky}expects: { U1: violated, R2.2-key-once: violated }\n`);
    expect((await hopscope('audit', ...small, ...only, '--design', mine, '--out', folder())).status).toBe(0);
    const hopeful = file('name: all-well\nbase: sealed\nexpects: { U1: violated }\n');
    expect((await hopscope('audit', ...small, ...only, '--design', hopeful, '--out', folder())).status).toBe(1);
  });

  test('is the same when it is shared out and put together', async () => {
    const [whole, parts, merged, mine] = [folder(), folder(), folder(), file(leaky)];
    const asked = [...small, ...only, '--design', mine];
    await hopscope('audit', ...asked, '--out', whole);
    for (const part of ['1/2', '2/2']) await hopscope('audit', ...asked, '--shard', part, '--out', parts);
    writeFileSync(mine, 'gone: true\n');
    expect((await hopscope('audit', '--merge', parts, '--jobs', '1', '--out', merged)).status).toBe(1);
    expect(readFileSync(join(merged, 'audit.json'))).toEqual(readFileSync(join(whole, 'audit.json')));
  });

  test('has its own matrix and budget, and says its fields', async () => {
    const out = folder();
    const mine = join(folder(), 'tags.yaml');
    copyFileSync(example, mine);
    const { status } = await hopscope('audit', ...small, '--design', mine, '--out', out);
    // Its author declares what the tag tells, line by line and in rows of the matrix.
    expect(status).toBe(0);
    const made = auditIn(out);
    const violated = made.designs.flatMap(({ lines }) => lines.filter(({ verdict }) => verdict === 'violated'));
    expect(violated.length).toBe(8);
    const exposed = made.matrix[0]?.cells.filter(({ exposure }) => exposure === 'exposed');
    expect(exposed).toContainEqual(
      expect.objectContaining({ observer: 'the proxy', secret: 'whether two forwards go to one queue' }),
    );
    writeFileSync(mine, readFileSync(mine, 'utf8').replace(/\n {4}- how many queues there are/, ''));
    expect((await hopscope('audit', ...small, '--design', mine, '--out', out)).status).toBe(1);
    expect(made.designs[0]?.decisions['fields']).toBe(
      'queue_tag: 8 octets, kept per queue, on each forward, between client and proxy, in the command',
    );
    const forward = made.budgets.find(({ message }) => message === 'forward with send');
    expect(forward?.parts).toContainEqual({ name: 'queue_tag', octets: 9 });
  });

  test('is refused in one line where a file or a name is not there, or a name is there twice', async () => {
    expect(await hopscope('audit', '--design', 'no/such.yaml')).toMatchObject({
      status: 2,
      complained: 'hopscope: no/such.yaml: there is no such file',
    });
    expect(await hopscope('audit', '--design', file(leaky), '--design', file(leaky))).toMatchObject({
      status: 2,
      complained: 'hopscope: two designs are named “keeps-keys”; give one of them another name',
    });
    const { complained } = await hopscope('audit', '--design', file(leaky), '--design', 'seald');
    expect(complained).toBe('hopscope: no design “seald”; there are draft, sealed and keeps-keys');
  });
});
