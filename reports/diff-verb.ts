// `hopscope diff`: what one audit says otherwise than another, of two that were written.
import { differences, differencesText } from './differences.ts';
import { STATUS, type Status } from './exit-status.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { auditIn } from './written-audit.ts';

export function diff(before: string, now: string, terminal: Terminal): Status {
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${why}`);
    return STATUS.badInput;
  };
  const [first, second] = [auditIn(before), auditIn(now)];
  if (typeof first === 'string') return refuse(first);
  if (typeof second === 'string') return refuse(second);
  const found = differences(first, second);
  terminal.print(differencesText(found, clean(before)));
  return found.length === 0 ? STATUS.asDeclared : STATUS.notAsDeclared;
}
