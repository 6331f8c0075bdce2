import type { Reporter, TestModule } from 'vitest/node';

/**
 * Names and counts at the end of a run the tests that passed only at a second try (`retry`, in CI only): each is a fault to
 * be found, in the test or in the product. What the first try failed with is printed with it.
 */
export class SecondTryReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[]): void {
    const tests = testModules.flatMap((module) =>
      [...module.children.allTests('passed')]
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => ({ name: `${module.relativeModuleId}: ${test.fullName}`, errors: test.result().errors ?? [] })),
    );
    if (tests.length === 0) return;
    process.stdout.write(`\nPassed only at a second try (${tests.length}):\n`);
    for (const { name, errors } of tests) {
      process.stdout.write(`  ${name}\n`);
      for (const { message, diff, stack } of errors) {
        const lines = [message, diff, stack].filter((part) => part !== undefined).join('\n');
        process.stdout.write(`${lines.replace(/^/gm, '    ')}\n`);
      }
    }
  }
}
