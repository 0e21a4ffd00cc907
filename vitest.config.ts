import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Tests run against the sources, not against `dist`. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^single-table-orm$/, replacement: source('./packages/orm/src/index.ts') },
      { find: /^single-table-orm\/(.+)$/, replacement: `${source('./packages/orm/src/')}$1.ts` },
      { find: /^single-table-kit$/, replacement: source('./packages/kit/src/index.ts') },
    ],
  },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'examples/*/src/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    // By default one core is left free: of two cores that is half. Tests wait for engines much of their time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: './scripts/bundle.mjs',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
