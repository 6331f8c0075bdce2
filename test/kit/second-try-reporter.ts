import type { Reporter, TestModule } from 'vitest/node';

/**
 * Names and counts at the end of a run the tests that passed only at a second try (`retry`, in CI only): each is a fault to
 * be found, in the test or in the product.
 */
export class SecondTryReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[]): void {
    const tests = testModules.flatMap((module) =>
      [...module.children.allTests('passed')]
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => `${module.relativeModuleId}: ${test.fullName}`),
    );
    if (tests.length === 0) return;
    process.stdout.write(`\nPassed only at a second try (${tests.length}):\n`);
    for (const test of tests) process.stdout.write(`  ${test}\n`);
  }
}
