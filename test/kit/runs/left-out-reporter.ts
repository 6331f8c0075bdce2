import type { Reporter, TestModule } from 'vitest/node';
import { LEFT_OUT } from './left-out.ts';

/** Says at the end of a run which suites were left out for want of a real server, and how to get it. */
export class LeftOutReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[]): void {
    const suitesByReason = new Map<string, string[]>();
    for (const module of testModules) {
      for (const suite of module.children.allSuites()) {
        const [name, reason] = suite.name.split(` ${LEFT_OUT} `);
        if (!name || !reason) continue;
        suitesByReason.set(reason, [...(suitesByReason.get(reason) ?? []), `${module.relativeModuleId}: ${name}`]);
      }
    }
    for (const [reason, suites] of suitesByReason) {
      process.stdout.write(`\nLeft out (${suites.length}), because ${reason}\n`);
      for (const suite of suites) process.stdout.write(`  ${suite}\n`);
    }
  }
}
