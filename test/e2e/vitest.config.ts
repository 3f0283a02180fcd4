import { defineConfig } from 'vitest/config';

// One after the other: walks share the sandbox, and the machine is small.
export default defineConfig({
  test: {
    include: ['walks/*.walk.ts', 'webkit/*.walk.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['verbose', './harness/tally.ts'],
  },
});
