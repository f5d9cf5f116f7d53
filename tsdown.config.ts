import { defineConfig } from 'tsdown';

// Everything is bundled: `npx` fetches one tarball and nothing else.
export default defineConfig({
  entry: { cli: 'src/cli.ts' },
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  minify: true,
  dts: false,
  clean: true,
  fixedExtension: true,
  deps: { alwaysBundle: [/.*/] },
});
