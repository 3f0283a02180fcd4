// The last line of a run, for people and for scripts: how many walks passed and how many did not.
import type { Reporter, TestModule } from 'vitest/node';

export default class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((m) => [...m.children.allTests()]);
    const passed = tests.filter((t) => t.result().state === 'passed').length;
    const broken = modules.filter((m) => m.errors().length > 0).length;
    process.stdout.write(`${passed} passed, ${tests.length - passed + broken} failed\n`);
  }
}
