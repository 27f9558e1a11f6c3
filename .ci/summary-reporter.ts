import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line that a script can read: `312 passed, 0 failed`. */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failedTests = tests.filter((test) => test.result().state === 'failed').length;
    // A file or hook that broke counts too: it holds no failed test, yet the run failed.
    const broken = modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length;
    const suites = modules
      .flatMap((module) => [...module.children.allSuites()])
      .filter((suite) => suite.errors().length > 0).length;
    // Vitest's own summary is printed in the same event; this line comes after it.
    process.once('exit', () => console.log(`${passed} passed, ${failedTests + suites + broken} failed`));
  }
}
