import { defineConfig } from 'vitest/config';

const node = { environment: 'node' as const, pool: 'forks' as const };

/** One project a kind of test; `scripts/test.ts` runs them all and names what cannot run here. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          name: 'unit',
          testTimeout: 30_000,
          include: [
            '{shared,core,engine,origin,main,preload,web,cli,renderer,scripts,test/support}/**/*.test.{ts,tsx}',
          ],
        },
      },
      { test: { ...node, name: 'contract', include: ['test/contract/**/*.test.ts'] } },
      {
        test: {
          ...node,
          name: 'wire',
          include: ['test/wire/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...node,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
