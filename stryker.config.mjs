// Used by scripts/mutation.ts (`npm run mutation`), part by part: changes the code in small ways and looks whether a test
// notices. docs/mutation-testing.md tells what is left out, and has the score.
import { chosenPart } from './scripts/mutation-parts.mjs';

const reports = `reports/mutation/${process.env.MUTATION_PART ?? 'all'}`;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner', './scripts/mutation-ignorer.mjs'],
  ignorers: ['words'],
  mutate: [...chosenPart().mutate, '!src/**/*.test.ts', '!src/**/*.schema.ts'],
  coverageAnalysis: 'perTest',
  // Stryker would rewrite it with the TypeScript API, which TypeScript 7 does not have; nothing in it needs that.
  tsconfigFile: 'none',
  ignorePatterns: ['/data', '/dist', '/coverage', '/reports', '*.log'],
  reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
  jsonReporter: { fileName: `${reports}.json` },
  htmlReporter: { fileName: `${reports}.html` },
  clearTextReporter: { allowColor: false, reportTests: false },
  warnings: { slow: false },
  concurrency: 2,
  timeoutMS: 5_000,
  thresholds: { high: 90, low: 85, break: 85 },
};
