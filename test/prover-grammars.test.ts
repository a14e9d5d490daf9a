// The checks of provers' files fail where a file is wrong: on two statements written by hand made complete, on exported files
// with one thing changed, and on frames of every constructor.
import { describe, expect, test } from 'vitest';
import { sealed } from '../model/design.ts';
import { exportedFiles } from '../properties/export/exported-files.ts';
import { checkDeepsec } from './check-deepsec.ts';
import { checkProverif } from './check-proverif.ts';

const LIBRARY = `
free c: channel.
type G. type exponent. type key. type nonce. type skey. type pkey.
const g: G.
const okay: bitstring.
fun exp(G, exponent): G.
equation forall x: exponent, y: exponent; exp(exp(g, x), y) = exp(exp(g, y), x).
fun kdf(G): key.
fun aenc(key, nonce, bitstring): bitstring.
reduc forall k: key, n: nonce, m: bitstring; adec(k, n, aenc(k, n, m)) = m.
fun pk(skey): pkey.
fun sign(skey, bitstring): bitstring.
fun vrfy(pkey, bitstring, bitstring): bool
  reduc forall k: skey, m: bitstring; vrfy(pk(k), m, sign(k, m)) = true
  otherwise forall p: pkey, m: bitstring, s: bitstring; vrfy(p, m, s) = false.
fun h(bitstring): bitstring.
fun pk2b(pkey): bitstring [data, typeConverter].
fun G2b(G): bitstring [typeConverter].
`;
const ONE_OR_MANY = `${LIBRARY}
table queues(bitstring).
let Client(fp:bitstring, q0:bitstring) =
  ! new q1:bitstring; insert queues(q1);
    in(c,(cert:pkey, Y:G, s:bitstring));
    if h(pk2b(cert)) = fp then
    if vrfy(cert,G2b(Y),s) = true then
    new x:exponent; new n:nonce; new m:bitstring;
    out(c,(exp(g,x), n, aenc(kdf(exp(Y,x)), n, (choice[q0,q1], m)))).
let Dest(y:exponent) =
  ! in(c,(X:G, n:nonce, b:bitstring)); let k = kdf(exp(X,y)) in
    let (q:bitstring, m:bitstring) = adec(k,n,b) in
    new n2:nonce; out(c,(n2, aenc(k,n2,okay))).
process new sk:skey; let cert = pk(sk) in out(c,cert); new q0:bitstring; insert queues(q0);
  ( Client(h(pk2b(cert)),q0) | (! new y:exponent; out(c,(cert,exp(g,y),sign(sk,G2b(exp(g,y))))); Dest(y)) )
`;
const SWAPPED = `${LIBRARY}
process
! new p2r:key; new y:exponent; let Y = exp(g,y) in out(c,Y); in(c,(mA:bitstring,mB:bitstring));
  new qA:bitstring; new qB:bitstring; new xA:exponent; new xB:exponent; new nA:nonce; new nB:nonce;
  let fA = (exp(g,xA), nA, aenc(kdf(exp(Y,xA)), nA, (qA,mA))) in
  let fB = (exp(g,xB), nB, aenc(kdf(exp(Y,xB)), nB, (qB,mB))) in
  out(c,(fA,fB)); new r1:nonce; new r2:nonce;
  out(c,((r1,aenc(p2r,r1,choice[fA,fB])),(r2,aenc(p2r,r2,choice[fB,fA]))))
`;

describe('of ProVerif', () => {
  test('take what a prover took', () => {
    expect(checkProverif(ONE_OR_MANY)).toEqual({ asks: 'an equivalence', queries: 0, phases: 0 });
    expect(checkProverif(SWAPPED)).toEqual({ asks: 'an equivalence', queries: 0, phases: 0 });
  });

  test.each([
    ['a missing dot', 'const g: G.', 'const g: G'],
    ['a missing bracket', 'choice[q0,q1]', 'choice[q0,q1'],
    ['a missing semicolon', 'insert queues(q1);', 'insert queues(q1)'],
    ['a comment that does not end', 'process new', '(* process new'],
    ['an illegal character', 'new x:exponent', 'new x$:exponent'],
    ['a keyword for an identifier', 'new n2:nonce', 'new table:nonce'],
    ['a reserved word for an identifier', 'table queues', 'table attacker'],
    ['an undeclared name', 'aenc(k,n2,okay)', 'aenc(k,n2,fine)'],
    ['an undeclared function', 'h(pk2b(cert)) =', 'hash(pk2b(cert)) ='],
    ['an undeclared type', 'new sk:skey', 'new sk:secretkey'],
    ['an undeclared process', '| (! new y:exponent', '| Server | (! new y:exponent'],
    ['an undeclared table', 'table queues(bitstring).', ''],
    ['one argument too few', 'aenc(k,n2,okay)', 'aenc(k,okay)'],
    ['one argument too many for a process', 'Dest(y)) )', 'Dest(y, y)) )'],
    ['a wrong type', 'exp(X,y)', 'exp(y,X)'],
    ['two types in a choice', 'choice[q0,q1]', 'choice[q0,x]'],
    ['two types in a comparison', 'h(pk2b(cert)) = fp', 'cert = fp'],
    ['a condition that is no truth value', 'if h(pk2b(cert)) = fp', 'if h(pk2b(cert))'],
    ['a wrong type in a pattern', '(q:bitstring, m:bitstring) = adec', '(=n, m:bitstring) = kdf'],
    ['a pattern without a type', '(q:bitstring, m:bitstring)', '(q, m:bitstring)'],
    ['a channel that is none', 'out(c,cert)', 'out(cert,cert)'],
    ['a name declared twice', 'const okay: bitstring.', 'const okay: bitstring. free okay: bitstring.'],
    ['a variable bound twice', 'new n2:nonce', 'new n:nonce'],
    ['a use before the declaration', 'const g: G.\n', ''],
    ['a rule with a variable on the right alone', 'adec(k, n, aenc(k, n, m)) = m', 'adec(k, n, aenc(k, n, n)) = m'],
    [
      'a rule of another function',
      'otherwise forall p: pkey, m: bitstring, s: bitstring; vrfy',
      'otherwise forall p: pkey, m: bitstring, s: bitstring; check',
    ],
    ['a rule of another type', 'vrfy(p, m, s) = false', 'vrfy(p, m, s) = m'],
    [
      'a destructor in an equation',
      'exp(exp(g, y), x).',
      'exp(exp(g, y), x). equation forall k: key, n: nonce, b: bitstring; b = adec(k, n, b).',
    ],
    ['a constant of a type that has none', 'const okay: bitstring.', 'const okay: bool.'],
    ['an option that is none', '[typeConverter].', '[typeChanger].'],
    ['queries beside a choice', 'process new', 'query attacker(okay). process new'],
    ['neither choice nor query', 'choice[q0,q1]', 'q0'],
    ['something after the end', 'Dest(y)) )', 'Dest(y)) ) )'],
  ])('refuse %s', (_, from, to) => {
    expect(ONE_OR_MANY).toContain(from);
    expect(() => checkProverif(ONE_OR_MANY.replace(from, to))).toThrow(/^line \d+: /);
  });

  const erased = exportedFiles(sealed).find(({ name }) => name === 'sealed.R4.3-erased.pv')?.text ?? '';
  const forged = exportedFiles(sealed).find(({ name }) => name === 'sealed.R4.1-forged-commands.pv')?.text ?? '';
  test.each([
    ['a phase that never comes', erased, 'phase 1.', 'phase 2.'],
    ['a phase that came already', erased, 'phase 1; out', 'phase 1; phase 1; out'],
    [
      'a phase in a query for a private name that is none',
      erased,
      'query attacker(secretBody)',
      'query attacker(secret)',
    ],
    ['an event that is not declared', forged, 'event sentBy(bitstring, bitstring).', ''],
    ['an event with other arguments', forged, 'event sentBy(queue, body)', 'event sentBy(queue)'],
    ['a query of other types', forged, 'query q: bitstring', 'query q: nonce'],
    [
      'a query about a variable that it does not bind',
      forged,
      'query q: bitstring, m: bitstring',
      'query q: bitstring',
    ],
    ['a query that is no fact', forged, '==> event(sentBy(q, m))', '==> sentBy(q, m)'],
    ['columns of a table', forged, 'get securedQueues(=queue, senderKey)', 'get securedQueues(=queue)'],
    ['an exported file without its library', forged, 'fun hash(bitstring): bitstring.', ''],
  ])('refuse %s', (_, file, from, to) => {
    expect(() => checkProverif(file)).not.toThrow();
    expect(file).toContain(from);
    expect(() => checkProverif(file.replace(from, to))).toThrow(/^line \d+: /);
  });

  test('read a bar as the tool does: what follows a semicolon reaches over it', () => {
    const file = (body: string): string =>
      `free c: channel. free s: bitstring [private]. query attacker(s). process ${body}`;
    expect(() => checkProverif(file('in(c, x: bitstring); out(c, x) | out(c, x)'))).not.toThrow();
    expect(() => checkProverif(file('(in(c, x: bitstring); out(c, x)) | out(c, x)'))).toThrow(/x is no variable/);
    expect(() => checkProverif(file('!in(c, x: bitstring) | out(c, x)'))).toThrow(/x is no variable/);
  });
});

describe('of DeepSec', () => {
  const file = exportedFiles(sealed).find(({ name }) => name === 'sealed.R2.4-outcome.dps')?.text ?? '';
  test('take an exported file', () => {
    expect(checkDeepsec(file)).toEqual({ processes: 3, queries: 1 });
  });
  test.each([
    ['a missing dot', 'free net.', 'free net'],
    ['an undeclared constant', 'fun accepted/0.', ''],
    ['an undeclared name', 'new seedless;', 'x'],
    ['another arity', 'fun seal/3.', 'fun seal/2.'],
    ['a keyword for an identifier', 'new answerNonce;', 'new private;'],
    ['a name declared twice', 'fun hash/1.', 'fun hash/1. fun hash/1.'],
    ['a rule with a variable on the right alone', '-> xm.', '-> xother.'],
    ['a process with other arguments', 'Relay(y, queueA, verifying(signerA))', 'Relay(y, queueA)'],
    ['no query', 'query trace_equiv(Left, Right).', ''],
    ['a query about a process that is not there', 'trace_equiv(Left, Right)', 'trace_equiv(Left, Wrong)'],
    ['no copies', '!^2', '!^0'],
    ['a tuple pattern of one', 'let =genuine =', 'let (=genuine) ='],
  ])('refuse %s', (_, from, to) => {
    const changed =
      from === 'new seedless;'
        ? file.replace('out(net, publicOf(y));', 'out(net, publicOf(x));')
        : file.replace(from, to);
    expect(changed).not.toBe(file);
    expect(() => checkDeepsec(changed)).toThrow(/^line \d+: /);
  });
  test('read a bar as the tool does: a semicolon binds tighter', () => {
    const made = (body: string): string => `free c. let P = ${body}. query trace_equiv(P, P).`;
    expect(() => checkDeepsec(made('(in(c, x); out(c, x)) | out(c, c)'))).not.toThrow();
    expect(() => checkDeepsec(made('in(c, x); out(c, x) | out(c, x)'))).toThrow(/x is no variable/);
  });
});
