import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// These packages import JSON in a way that Node refuses, so vitest has to transform them.
const GITHUB_PARSER = /node_modules[\\/]@actions[\\/].*\.js$/;

export default defineConfig({
  // Their source maps name files that are not in the package: vite would warn a hundred times.
  plugins: [
    {
      name: 'no-dangling-source-maps',
      load: (id) => (GITHUB_PARSER.test(id) ? readFileSync(id, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '') : undefined),
    },
  ],
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: 'tests/support/temporary.ts',
    // Two cores are common, and vitest would leave one of them idle.
    maxWorkers: '100%',
    // Far above what any test takes: a slow machine is no failure.
    testTimeout: 120_000,
    server: { deps: { inline: [/@actions\/(workflow-parser|expressions)/] } },
  },
});
