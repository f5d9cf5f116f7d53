import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Executed, Finding, Work } from '../harness/tool.ts';
import { type Diagnostic, found, messages } from './diagnostics.ts';

/** One folder of configuration in a private copy, and the program that judges it. */
export interface Place {
  readonly root: string;
  readonly folder: string;
  readonly terraform: (...args: readonly string[]) => Promise<Executed>;
}

export interface Judge {
  /** Terraform or OpenTofu. */
  readonly program: string;
  /** The CLI configuration that says where providers are. */
  readonly configuration: string;
  /** How to attach to providers that run already; `init` looks for the ones that the configuration asks for all the same. */
  readonly attached?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export const place = (work: Work, folder: string, { program, configuration, attached = '', env }: Judge): Place => ({
  root: work.root,
  folder,
  terraform: (...args) =>
    work.exec(program, args, {
      cwd: join(work.root, folder),
      env: {
        TF_CLI_CONFIG_FILE: configuration,
        TF_PLUGIN_CACHE_DIR: '',
        TF_REATTACH_PROVIDERS: args[0] === 'init' ? '' : attached,
        // Short lives: collecting garbage is a quarter of their work.
        GOGC: '400',
        ...env,
      },
    }),
});

const failed = (folder: string, step: string, { code, out, err }: Executed): Finding => ({
  file: folder,
  message: `${step} exits with ${code}: ${(err || out).replaceAll(/\s+/g, ' ').slice(-600)}`,
});

/** Ready for `validate` and `test`, with invented or mirrored providers: the hashes of a lock file are those of the registry. */
export async function initialised(at: Place, ...args: readonly string[]): Promise<Finding[]> {
  rmSync(join(at.root, at.folder, '.terraform.lock.hcl'), { force: true });
  const done = await at.terraform('init', '-input=false', '-no-color', ...args);
  return done.code === 0 ? [] : [failed(at.folder, 'init', done)];
}

export async function valid(at: Place): Promise<Finding[]> {
  const done = await at.terraform('validate', '-json', '-no-color');
  const said = JSON.parse(done.out) as { valid: boolean; diagnostics: Diagnostic[] };
  const findings = said.diagnostics.map((one) => found(at.folder, one));
  return said.valid || findings.length > 0 ? findings : [failed(at.folder, 'validate', done)];
}

/** Every run of every test passes; a test file of which no run was made is a finding too. */
export async function tested(at: Place): Promise<Finding[]> {
  if (!existsSync(join(at.root, at.folder, 'tests'))) return [];
  const done = await at.terraform('test', '-json', '-no-color');
  const said = messages(done);
  const runs = said.flatMap(({ test_run }) => (test_run?.status ? [test_run] : []));
  const findings = [
    ...said.flatMap(({ diagnostic }) => (diagnostic ? [found(at.folder, diagnostic)] : [])),
    ...runs
      .filter(({ status }) => status !== 'pass')
      .map(({ path, run, status }) => ({ file: join(at.folder, path), message: `test ${run}: ${status}` })),
  ];
  const passed = done.code === 0 && runs.length > 0;
  return passed || findings.length > 0 ? findings : [failed(at.folder, 'test', done)];
}

/** One JSON command that must say what it did; its diagnostics, and a finding when it did not end as it should. */
export async function did(at: Place, step: string, { code, args }: { code: number; args: readonly string[] }): Promise<Finding[]> {
  const done = await at.terraform(...args);
  const said = messages(done);
  const findings = said.flatMap(({ diagnostic }) => (diagnostic ? [found(at.folder, diagnostic)] : []));
  const summary = said.find(({ type }) => type === 'change_summary');
  if (done.code === code && summary) return findings;
  const changes = said.flatMap(({ type, change }) =>
    type === 'planned_change' && change ? [`${change.action} ${change.resource.addr}`] : [],
  );
  const why =
    findings.length === 0 && changes.length > 0 ? changes.join(', ').slice(0, 600) : (done.err || summary?.['@message'] || '').slice(-600);
  return [...findings, { file: at.folder, message: `${step} exits with ${done.code} instead of ${code}: ${why}` }];
}
