import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // a browser that is kept waiting is asked once more, and the report says so; a wrong figure is wrong the first time
    retry: { count: 1, condition: /timeout|timed out|did not succeed in time/i },
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: ['test/support/real-data.ts'],
  },
});
