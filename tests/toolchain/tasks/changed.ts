import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Work } from '../harness/tool.ts';

const TASKFILE = 'Taskfile.yml';
const STAND_INS = '.verify/changed';

/** What `task lint:changed` and `task test:changed` must choose, whatever the stack has. */
const CASES = [
  { change: 'a page', path: 'changed.md', runs: ['lint:markdown', 'lint:secrets'] },
  { change: 'a file of Terraform', path: 'terraform/changed.tf', runs: ['lint:secrets', 'lint:terraform', 'test:terraform'] },
];

/** Task itself chooses, in a repository that lost a file; a stand-in for the task that it then calls writes down which one. */
export async function chosen(work: Work): Promise<Finding[]> {
  const git = gitIn(work);
  standIn(work);
  await git('init', '--quiet');
  const findings: Finding[] = [];
  for (const { change, path, runs } of CASES) {
    mkdirSync(join(work.root, path, '..'), { recursive: true });
    writeFileSync(join(work.root, path), '\n');
    await committed(git);
    rmSync(join(work.root, path));
    await committed(git);
    const found = await run(work);
    if (found.join() === runs.join()) continue;
    findings.push({ file: TASKFILE, message: `without ${change} it runs ${found.join(', ') || 'nothing'}, not ${runs.join(', ')}` });
  }
  return findings;
}

const committed = async (git: (...args: string[]) => Promise<void>): Promise<void> => {
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'a change');
};

async function run({ exec, bin, root }: Work): Promise<string[]> {
  const env = { PATH: `${join(root, STAND_INS)}:${process.env['PATH'] ?? ''}` };
  const outputs = [];
  for (const task of ['lint:changed', 'test:changed']) outputs.push(await exec(bin('task'), [task, 'BASE=HEAD~1'], { env }));
  const failed = outputs.find(({ code }) => code !== 0);
  if (failed) return [`exit ${failed.code}: ${failed.err}`];
  return outputs.flatMap(({ out }) => Array.from(out.matchAll(/^RUNS (.+)$/gm), ([, task]) => task!)).toSorted();
}

function standIn({ root }: Work): void {
  mkdirSync(join(root, STAND_INS), { recursive: true });
  writeFileSync(join(root, STAND_INS, 'task'), '#!/bin/sh\necho "RUNS $1"\n');
  chmodSync(join(root, STAND_INS, 'task'), 0o755);
}

function gitIn({ exec }: Work): (...args: string[]) => Promise<void> {
  const who = {
    GIT_AUTHOR_NAME: 'verify',
    GIT_AUTHOR_EMAIL: 'verify@example.com',
    GIT_COMMITTER_NAME: 'verify',
    GIT_COMMITTER_EMAIL: 'verify@example.com',
  };
  return async (...args) => {
    const { code, err } = await exec('git', args, { env: { ...who, GIT_CONFIG_GLOBAL: '/dev/null' } });
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${err}`);
  };
}
