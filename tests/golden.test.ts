import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCK_FILE, STATE } from '../src/core/files.ts';
import { readLock } from '../src/core/lock.ts';
import { type Reference, references, REPOSITORY, shippedCatalog, STACKS } from './support/reference.ts';
import { folder, run } from './support/run.ts';

// What each reference stack comes to, to be read by a reviewer who runs nothing. UPDATE_GOLDEN=1 npm test rewrites it.

const GOLDEN = join(REPOSITORY, 'tests/golden');
const REFERENCES = references(await shippedCatalog());

/** Pages that show the whole of the dialect at work; of the other stacks the tree says enough. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  default: [
    'README.md',
    'devops-stack.yaml',
    '.github/workflows/check.yml',
    '.gitignore',
    'AGENTS.md',
    'CODEOWNERS',
    'Taskfile.yml',
    'mise.toml',
    'docs/README.md',
    'docs/adr/README.md',
    'docs/adr/0001-decisions-are-recorded.md',
    'docs/architecture/overview.md',
    'gitops/argocd/dev/services.yaml',
    'services/api/Dockerfile',
    'services/api/deploy/production/values.yaml',
    'terraform/environments/dev/main.tf',
  ],
};

function golden({ name, plan, files }: Reference): string {
  const sizes = [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([path, text]) => `${String(Buffer.byteLength(text)).padStart(6)}  ${plan.files.get(path)?.mode === '100755' ? '*' : ' '} ${path}`,
    );
  const total = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const shown = (SHOWN[name] ?? []).flatMap((path) => [
    `## ${path}`,
    '',
    '`````text',
    (files.get(path) ?? 'it is not there\n').trimEnd(),
    '`````',
    '',
  ]);
  return (
    [`# ${name}`, '', `${files.size} files, ${total} bytes; \`*\` is executable.`, '', '```text', ...sizes, '```', '', ...shown]
      .join('\n')
      .trimEnd() + '\n'
  );
}

describe('the golden', () => {
  it.each(REFERENCES.map((stack) => [stack.name, stack] as const))('of %s', (name, stack) => {
    const file = join(GOLDEN, `${name}.md`);
    const text = golden(stack);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(GOLDEN, { recursive: true });
      writeFileSync(file, text);
    }
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '', 'UPDATE_GOLDEN=1 npm test rewrites it; read the difference').toBe(text);
  });

  it('is there for the stacks that there are, and for no other', () => {
    expect(readdirSync(GOLDEN).toSorted()).toEqual(REFERENCES.map(({ name }) => `${name}.md`).toSorted());
  });

  it('shows only files that are there', () => {
    for (const { name, files } of REFERENCES) expect((SHOWN[name] ?? []).filter((path) => !files.has(path))).toEqual([]);
  });
});

describe('what these tests read in memory', () => {
  it.each(REFERENCES.map((stack) => [stack.name, stack] as const))('is what create writes: %s', async (name, { files }) => {
    const root = join(folder(), 'made');
    const { code, err } = await run([root, '--from', join(STACKS, `${name}.yaml`)], { cwd: REPOSITORY });
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    const written = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !`${entry.parentPath}/`.includes(`/${STATE}/`))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
    expect(written.toSorted()).toEqual([...files.keys(), LOCK_FILE].toSorted());
    for (const [path, text] of files) expect(readFileSync(join(root, path), 'utf8'), path).toBe(text);
    const { entries } = readLock(readFileSync(join(root, LOCK_FILE), 'utf8'), '99.0.0');
    expect([...entries.keys()].toSorted()).toEqual([...files.keys()].filter((path) => path !== 'devops-stack.yaml').toSorted());
  });
});
