import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { folder } from '../../support/run.ts';
import { onPath, suited } from './on-path.ts';

const at = folder('path');
const program = (name: string, script: string): void => {
  writeFileSync(join(at, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(at, name), 0o755);
};
program('right', 'echo "right version v1.2.3 linux/amd64"');
program('newer', 'echo 1.2.30');
program('early', 'echo 1.2.3-rc.1');
program('asked-otherwise', 'test "$1" = version && echo 1.2.3');
vi.stubEnv('PATH', `${at}:/usr/bin:/bin`);
afterAll(() => vi.unstubAllEnvs());

describe('a program on the PATH', () => {
  test.each(['right', 'asked-otherwise'])('%s is used in the pinned version', (binary) => {
    expect(suited({ binary, version: 'v1.2.3' })).toBe(join(at, binary));
  });

  test.each(['newer', 'early', 'absent'])('%s is not', (binary) => {
    expect(suited({ binary, version: 'v1.2.3' })).toBeUndefined();
  });

  test('a folder is no program', () => expect(onPath('..')).toBeUndefined());
});
