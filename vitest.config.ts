// How the tests run. The time limit is for a loaded machine: no test depends on speed.
import process from 'node:process';
import { defineConfig } from 'vitest/config';

/** Where `.ci/run` wants the counts. */
const counts = process.env['HOPSCOPE_TEST_COUNTS'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    exclude: ['dist/**', 'node_modules/**'],
    testTimeout: 60_000,
    // Nobody else needs the machine meanwhile.
    maxWorkers: '100%',
    reporters: counts === undefined ? ['default'] : ['default', ['json', { outputFile: counts }]],
  },
});
