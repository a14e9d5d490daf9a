// `hopscope verify` on what an audit wrote: whole, and tampered with in every way that it names.
import { cpSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readSigningKey, type SigningKey, sealedIn } from '../reports/provenance/envelope.ts';
import { asked, audited, copyOf, folder, known, plain, secret, signed, strange, tampered } from './attested-folders.ts';
import { hopscope } from './command.ts';

beforeAll(async () => {
  const [unsigned, sealed] = await audited();
  expect([unsigned.status, sealed.status]).toEqual([0, 0]);
  expect(sealed.printed).toMatch(/^Signed by key [0-9a-f]{64}$/m);
});

test('what is not as attested is said in the last line', async () => {
  const { printed } = await hopscope(
    'verify',
    tampered(signed, 'report.md', (text) => `${text} `),
    '--key',
    known,
  );
  expect(printed).toMatch(/Signed by key [0-9a-f]+\nNot as attested$/);
});

describe('exit status', () => {
  test('is 0 where all is as attested and signed, and what is not attested is named', async () => {
    const whole = await hopscope('verify', signed, '--key', known);
    expect(whole).toMatchObject({ status: 0, complained: '' });
    expect(whole.printed).toMatch(/^4 files: as attested\nSigned by key [0-9a-f]{64}$/);
    const out = copyOf(plain);
    writeFileSync(join(out, 'measure.json'), '{}');
    const { status, printed } = await hopscope('verify', out);
    expect([status, printed]).toEqual([0, expect.stringContaining('Not attested: measure.json\nNot signed:')]);
    expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('is 3 where there is a signature and no key', async () => {
    const { status, printed } = await hopscope('verify', signed);
    expect([status, printed]).toEqual([3, expect.stringContaining('signed, not checked; give --key PUBLIC.pem')]);
  });

  const resealed = (turn: (statement: string) => string) => (text: string) =>
    sealedIn(turn(atob(JSON.parse(text).payload)), readSigningKey(secret) as SigningKey);

  test.each([
    ['a changed file', () => tampered(plain, 'report.md', (text) => `${text} `), [], 'report.md: changed'],
    [
      'a changed file under a signature',
      () => tampered(signed, 'audit.json', (text) => text.replace('holds', 'fails')),
      ['--key', known],
      'audit.json: changed',
    ],
    [
      'a missing file',
      () => {
        const out = copyOf(plain);
        rmSync(join(out, 'report.html'));
        return out;
      },
      [],
      'report.html: missing',
    ],
    [
      'a link in the place of a file',
      () => {
        const out = copyOf(plain);
        rmSync(join(out, 'report.md'));
        symlinkSync(join(plain, 'report.md'), join(out, 'report.md'));
        return out;
      },
      [],
      'report.md: expected a file',
    ],
    ['another key', () => signed, ['--key', strange], 'attestation.dsse.json: no signature of key'],
    [
      'a changed statement',
      () =>
        tampered(signed, 'attestation.dsse.json', (text) => {
          const envelope = JSON.parse(text);
          return JSON.stringify({ ...envelope, payload: btoa(atob(envelope.payload).replace('PASSED', 'WARNED')) });
        }),
      ['--key', known],
      'no signature of key',
    ],
    [
      'a changed signature',
      () =>
        tampered(signed, 'attestation.dsse.json', (text) =>
          text.replace(/"sig": "(.)/, (_, first) => `"sig": "${first === 'A' ? 'B' : 'A'}`),
        ),
      ['--key', known],
      'no signature of key',
    ],
    ['no signature where a key is given', () => plain, ['--key', known], 'attestation.json: not signed'],
    [
      'a statement that leaves out what was found',
      () =>
        tampered(
          signed,
          'attestation.dsse.json',
          resealed((text) => {
            const statement = JSON.parse(text);
            return JSON.stringify({ ...statement, subject: statement.subject.slice(1) });
          }),
        ),
      ['--key', known],
      'audit.json: expected it in attestation.dsse.json',
    ],
  ] as const)('is 1 for %s', async (_, made, given, words) => {
    const { status, printed, complained } = await hopscope('verify', made(), ...given);
    expect({ status, complained }).toEqual({ status: 1, complained: '' });
    expect(printed.replaceAll('\n', ' ')).toContain(words);
  });

  const unusable: readonly (readonly [string, () => string, readonly string[], RegExp])[] = [
    ['no folder', () => 'nowhere', [], /expected the folder/],
    ['an empty folder', folder, [], /found neither/],
    [
      'both forms',
      () => {
        const out = copyOf(plain);
        cpSync(join(signed, 'attestation.dsse.json'), join(out, 'attestation.dsse.json'));
        return out;
      },
      [],
      /found both/,
    ],
    ['no statement', () => tampered(plain, 'attestation.json', () => '{}'), [], /expected an in-toto statement/],
    [
      'a name that is a path',
      () => tampered(plain, 'attestation.json', (text) => text.replace('"report.md"', '"../report.md"')),
      [],
      /found "\.\.\/report\.md"/,
    ],
    [
      'a name that is a path, under a signature',
      () =>
        tampered(
          signed,
          'attestation.dsse.json',
          resealed((text) => text.replace('"report.md"', '"/etc/hosts"')),
        ),
      ['--key', known],
      /found "\/etc\/hosts"/,
    ],
    [
      'a name twice',
      () => tampered(plain, 'attestation.json', (text) => text.replace('"report.md"', '"report.html"')),
      [],
      /report\.html twice/,
    ],
    ['a private key', () => signed, ['--key', secret], /expected an Ed25519 public key/],
    ['a file for nothing', () => plain, ['--scenario', 'my.yaml'], /are for --rerun/],
  ];
  test.each(unusable)('is 2 and one line for %s', async (_, made, given, words) => {
    const { status, printed, complained } = await hopscope('verify', made(), ...given);
    expect({ status, printed }).toEqual({ status: 2, printed: '' });
    expect(complained).toMatch(words);
    expect(complained.split('\n')).toHaveLength(1);
  });

  test('of an audit is 2 for a key that cannot sign, and nothing is written', async () => {
    const out = folder();
    const { status, complained } = await hopscope('audit', ...asked, '--sign', known, '--out', out);
    expect([status, complained, readdirSync(out)]).toEqual([2, expect.stringContaining('Ed25519 private key'), []]);
  });
});
