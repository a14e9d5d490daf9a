// The pages of the published modules: made without a warning, one for each module, with every member said, and read offline.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Application,
  type DeclarationReflection,
  Logger,
  LogLevel,
  type ProjectReflection,
  ReflectionKind,
} from 'typedoc';
import { beforeAll, describe, expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const json = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, root), 'utf8')) as T;

/** The source of what the package publishes under a name. */
const published = Object.values(
  json<{ readonly exports: Readonly<Record<string, string | { readonly default: string }>> }>('package.json').exports,
).flatMap((where) =>
  typeof where === 'string' ? [] : [where.default.replace(/^\.\/dist\//, '').replace(/\.js$/, '')],
);

/** Keeps what is wrong instead of printing it. */
class Said extends Logger {
  readonly problems: string[] = [];
  override log(message: string, level: LogLevel): void {
    super.log(message, level);
    if (level >= LogLevel.Warn) this.problems.push(message);
  }
}

test('the pages are of what is published', () => {
  const { entryPoints } = json<{ readonly entryPoints: readonly string[] }>('typedoc.json');
  expect(entryPoints.map((name) => name.replace(/\.ts$/, '')).toSorted()).toEqual(published.toSorted());
});

describe('the pages', () => {
  const out = mkdtempSync(join(tmpdir(), 'hopscope-api-'));
  let project: ProjectReflection;
  let warnings: readonly string[];

  beforeAll(async () => {
    const app = await Application.bootstrapWithPlugins({ options: root.pathname });
    const said = new Said();
    app.logger = said;
    project = (await app.convert()) as ProjectReflection;
    app.validate(project);
    await app.generateDocs(project, out);
    warnings = said.problems;
  });

  const pages = (): readonly (readonly [string, string])[] =>
    (readdirSync(out, { recursive: true }) as string[])
      .filter((name) => name.endsWith('.html'))
      .map((name) => [name, readFileSync(join(out, name), 'utf8')]);

  test('come without a warning', () => expect(warnings).toEqual([]));

  test('have one for each module that is published', () => {
    const modules = readdirSync(join(out, 'modules')).map((name) => name.replace(/\.html$/, ''));
    expect(modules.toSorted()).toEqual(published.map((name) => name.replaceAll('/', '_')).toSorted());
  });

  test('say what each member of an interface or a class is', () => {
    const undocumented = (project.getReflectionsByKind(ReflectionKind.Property) as DeclarationReflection[])
      .filter(({ parent }) => parent?.kindOf(ReflectionKind.Interface | ReflectionKind.Class))
      .filter((member) => !member.hasComment())
      .map((member) => member.getFullName());
    expect(undocumented).toEqual([]);
  });

  test('load nothing from a network', () => {
    expect(pages().length).toBeGreaterThan(published.length);
    for (const [name, page] of pages()) {
      const loaded = [...page.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)="([^"]*)"/g)];
      expect(loaded.length, name).toBeGreaterThan(2);
      expect(
        loaded.filter(([, from]) => /^(?:\w+:)?\/\//.test(from as string)),
        name,
      ).toEqual([]);
    }
    const styles = readdirSync(join(out, 'assets')).filter((name) => name.endsWith('.css'));
    for (const name of styles)
      expect(readFileSync(join(out, 'assets', name), 'utf8')).not.toMatch(/@import|url\(\s*['"]?(?:\w+:)?\/\//);
  });
});
