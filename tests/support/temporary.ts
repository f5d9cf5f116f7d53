import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Let this process and all that it starts make their temporary files in one folder. Returns what takes it away; vitest calls that at its end. */
export default function temporary(): () => void {
  const root = mkdtempSync(join(tmpdir(), 'create-devops-stack-'));
  // Some tests run as somebody else, who write here too.
  chmodSync(root, 0o1777);
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = root;
  return () => rmSync(root, { recursive: true, force: true });
}
