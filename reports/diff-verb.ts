// `hopscope diff`: what one audit says otherwise than another, of two that were written.
import { differences, differencesText } from './differences.ts';
import { STATUS, type Status } from './exit-status.ts';
import { otherwiseAsked } from './otherwise-asked.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { wrap } from './wrap.ts';
import { auditIn } from './written-audit.ts';

const WIDTH = 80;

export function diff(before: string, now: string, terminal: Terminal): Status {
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${why}`);
    return STATUS.badInput;
  };
  const [first, second] = [auditIn(before), auditIn(now)];
  if (typeof first === 'string') return refuse(first);
  if (typeof second === 'string') return refuse(second);
  const otherwise = otherwiseAsked({ path: before, audit: first }, { path: now, audit: second });
  const found = differences(first, second);
  if (otherwise !== undefined) terminal.print(wrap(clean(otherwise), WIDTH).join('\n'));
  terminal.print(differencesText(found, clean(before)));
  return found.length === 0 ? STATUS.asDeclared : STATUS.notAsDeclared;
}
