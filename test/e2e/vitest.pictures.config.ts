import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['pictures/*.pictures.ts'], pool: 'forks', fileParallelism: false, testTimeout: 120_000, hookTimeout: 60_000, reporters: ['verbose'] },
});
