import { defineConfig } from 'vitest/config';
import { chosenPart } from './scripts/mutation-parts.mjs';
import { CheapestFirst } from './test/kit/runs/cheapest-first.ts';
import base from './vitest.config.ts';

/** The tests that Stryker runs for each mutant: see scripts/mutation-parts.mjs. */
export default defineConfig({
  resolve: base.resolve ?? {},
  test: {
    name: 'mutation',
    include: chosenPart().tests,
    globalSetup: ['test/kit/servers/setup-mutation.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Modules are loaded once for all mutants: a mutant is switched on by a global variable.
    isolate: false,
    sequence: { sequencer: CheapestFirst },
  },
});
