// The last line of a run, for people and for scripts: how many walks passed and how many did not.
import type { Reporter, TestModule } from 'vitest/node';

export default class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((m) => [...m.children.allTests()]);
    const passed = tests.filter((t) => t.result().state === 'passed').length;
    const failed = tests.filter((t) => t.result().state === 'failed').length;
    // A file or group that could not begin has no failed walk, but is no success either.
    const groups = modules.flatMap((m) => [m, ...m.children.allSuites()]).filter((g) => g.errors().length > 0).length;
    process.stdout.write(`${passed} passed, ${failed + groups} failed\n`);
  }
}
