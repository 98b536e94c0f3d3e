// One configuration for every tier; the tier is the folder that the command names.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // Threads crash Temporal's native bridge.
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A stack and its servers per file are heavy: two files at a time on two cores.
    maxWorkers: 2,
  },
});
