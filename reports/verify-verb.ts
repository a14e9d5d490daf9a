// `hopscope verify`: whether the files of an audit are what is attested of them, by whom, and whether they come out again.
import { statSync } from 'node:fs';
import { crewOf } from './crew.ts';
import { STATUS, type Status } from './exit-status.ts';
import { type Attested, attestedIn } from './provenance/attestation.ts';
import { checkFolder } from './provenance/checked-folder.ts';
import { readPublicKey, type SigningKey } from './provenance/envelope.ts';
import { madeAgain, type OwnFiles, otherwise, sameRequest } from './provenance/rerun.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { counted, wrap } from './wrap.ts';

const WIDTH = 80;

export interface VerifyOptions extends OwnFiles {
  readonly key?: string;
  readonly rerun?: true;
  readonly jobs: number;
}

/** Runs the verb to its exit status. */
export async function verify(folder: string, options: VerifyOptions, terminal: Terminal): Promise<Status> {
  const tell = (text: string): void => {
    for (const line of wrap(clean(text), WIDTH)) terminal.print(line);
  };
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  if (!isFolder(folder)) return refuse(`${folder}: expected the folder that an audit wrote to`);
  if (!options.rerun && (options.scenario !== undefined || options.design !== undefined))
    return refuse('--scenario and --design are for --rerun');
  const key = options.key === undefined ? undefined : readPublicKey(options.key);
  if (typeof key === 'string') return refuse(key);
  const attested = attestedIn(folder, key);
  if (typeof attested === 'string') return refuse(`${folder}: ${attested}`);
  if ('forged' in attested) {
    tell(`${attested.forged}: no signature of key ${key?.id}, so nothing in it is believed`);
    return STATUS.notAsDeclared;
  }

  const { wrong, others, provenance, audit } = checkFolder(folder, attested);
  for (const line of wrong) tell(line);
  if (wrong.length === 0) tell(`${counted(attested.statement.subject.length, 'file')}: as attested`);
  if (others.length > 0) tell(`Not attested: ${others.join(', ')}`);
  const signed = signatureOf(attested, key);
  tell(signed.words);
  if (wrong.length > 0 || signed.status === STATUS.notAsDeclared) {
    tell('Not as attested');
    return STATUS.notAsDeclared;
  }
  if (!options.rerun || provenance === undefined) return signed.status;

  const request = await sameRequest(provenance, audit, options);
  if (typeof request === 'string') return refuse(`cannot be run again: ${request}`);
  const crew = crewOf(options.jobs);
  const again = await madeAgain(request, crew, terminal).finally(() => crew.dismiss());
  if (again === 'interrupted') {
    terminal.complain('hopscope: interrupted');
    return STATUS.interrupted;
  }
  if ('why' in again) return refuse(again.why);
  const { sha256 } = again;
  const same = attested.statement.subject.some(({ name, digest }) => name === 'audit.json' && digest.sha256 === sha256);
  tell(
    same
      ? 'audit.json: run again, the same octet for octet'
      : `audit.json: run again, it came out otherwise; ${await otherwise(provenance)}`,
  );
  return same ? signed.status : STATUS.notAsDeclared;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

interface Signed {
  readonly words: string;
  readonly status: Status;
}

function signatureOf({ file, signature }: Attested, key: SigningKey | undefined): Signed {
  switch (signature) {
    case 'good':
      return { words: `Signed by key ${key?.id}`, status: STATUS.asDeclared };
    case 'not checked':
      return { words: `${file}: signed, not checked; give --key PUBLIC.pem`, status: STATUS.undecided };
    case 'none':
      return key === undefined
        ? { words: 'Not signed: whoever changed a file could have changed its digest', status: STATUS.asDeclared }
        : { words: `${file}: not signed, and a key was given`, status: STATUS.notAsDeclared };
  }
}
