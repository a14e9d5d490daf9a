// The tutorial on own designs, followed as it is read; and it names every module that is published.
import { expect, test } from 'vitest';
import { publishedModules } from '../reports/published-modules.ts';
import { follow, pageOf } from './page.ts';

follow('own-design.md', ['yaml', 'console', 'js', 'ts'], 6);

test('the tutorial names every module that is published', () => {
  const page = pageOf('own-design.md');
  const said = page.slice(page.indexOf('What a module may import'));
  for (const name of Object.keys(publishedModules))
    expect(said).toContain(`\`${name === 'hopscope/design-module' ? name : name.replace('hopscope/model/', '')}\``);
});
