import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { COMPILED } from './scripts/bootstrap.mjs';
import { SOURCES_BY_NAME } from './scripts/package-sources.ts';
import { LeftOutReporter } from './test/kit/runs/left-out-reporter.ts';
import { LongestFirst } from './test/kit/runs/longest-first.ts';
import { SecondTryReporter } from './test/kit/runs/second-try-reporter.ts';

const results = process.env.TEST_RESULTS;

// Files start many processes of the product, and a worker loads the same packages for each file: compiled once.
process.env.NODE_COMPILE_CACHE ??= COMPILED;

// A test that fails only on a busy machine is a fault to find: in CI it may run a second time, and is named at the end of the
// run with the error of its first try. The seed of a random test is printed with its first failure.
const retry = process.env.CI ? 1 : 0;

// Tests wait much (for timers, for servers that start), so that two files at a time are done sooner even where they share two cores.
const maxWorkers = Math.max(2, availableParallelism() - 1);

// Each needs a React of its own, and a document of its own before React is loaded.
const EACH_ITS_REACT = ['packages/react/src/**/*.test.ts'];

const BUILD_PACKAGES = ['test/browser/packages.test.ts', 'test/browser/examples.test.ts'];

// A worker loads a module once for all of its files (`isolate: false`): without it, a third of the processor time of most files is
// loading the product. What a file leaves behind in a module, the next ones find there.
//
// Six projects by what they stand on, so that a run starts only what its files need:
// unit: nothing · react: nothing · embedded: PostgreSQL (npm brings it) · services: real PostgreSQL, Redis and Kafka · browser: Chromium, with the page
// that was built before · packages: the same, one file after the other, as they build the packages in folders that they share.
export default defineConfig({
  // graphql ships as CommonJS and as ES modules; Node takes the former everywhere, and only one copy may be loaded.
  // Packages of this repository are found by their names as TypeScript finds them: their sources.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }, ...SOURCES_BY_NAME] },
  test: {
    reporters: ['default', new LeftOutReporter(), new SecondTryReporter(), ...(results ? (['json'] as const) : [])],
    ...(results ? { outputFile: { json: results } } : {}),
    // They tell what is stuck, not what is slow: a busy machine makes everything several times slower.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    retry,
    maxWorkers,
    sequence: { sequencer: LongestFirst },
    expect: { poll: { timeout: 30_000 } },
    teardownTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'packages/*/src/**/*.test.ts', 'test/rules/**/*.test.ts'],
          exclude: EACH_ITS_REACT,
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'react', include: EACH_ITS_REACT, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'embedded',
          include: ['test/integration/**/*.test.ts'],
          exclude: ['**/*.services.test.ts'],
          globalSetup: ['test/kit/servers/setup-postgres.ts'],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: BUILD_PACKAGES,
          globalSetup: ['test/kit/servers/setup-postgres.ts', 'test/kit/browser/setup-page.ts'],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'packages',
          include: BUILD_PACKAGES,
          globalSetup: ['test/kit/servers/setup-postgres.ts', 'test/kit/browser/setup-page.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: ['test/**/*.services.test.ts', 'test/{contract,model,chaos,services}/**/*.test.ts'],
          globalSetup: ['test/kit/servers/setup-services.ts'],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
