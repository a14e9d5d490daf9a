// The command that asks an audit again, for one design or one line of it.
import type { AuditRequest } from '../properties/request.ts';

/** What an audit was asked, as far as such a command names it. */
export type Asked = Pick<AuditRequest, 'seed' | 'own' | 'scenarioName'> & { readonly profile: string };

const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export type Rerun = (design?: string, property?: string) => string;

/** A design of somebody's own is asked for by its file, if it has one of its own. */
export const rerunOf =
  ({ profile, seed, scenarioName, own = [] }: Asked): Rerun =>
  (design, property) => {
    const named = own.find((one) => one.design.name === design)?.file ?? design;
    return [
      'npx hopscope audit',
      `--profile ${quoted(profile)}`,
      `--seed ${quoted(seed)}`,
      ...(scenarioName === undefined ? [] : [`--scenario ${quoted(scenarioName)}`]),
      ...(named === undefined ? [] : [`--design ${quoted(named)}`]),
      ...(property === undefined ? [] : [`--property ${quoted(property)}`]),
    ].join(' ');
  };
