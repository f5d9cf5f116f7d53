import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the machine has a program; undefined when it has none. */
export function onPath(binary: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, binary)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const asked = new Map<string, string | undefined>();

/** A program on the PATH that says of itself that it is the wanted version, however it is asked. Each is asked once. */
export function suited({ binary, version }: { readonly binary: string; readonly version: string }): string | undefined {
  const key = `${binary} ${version}`;
  if (!asked.has(key)) asked.set(key, isVersion(onPath(binary), version));
  return asked.get(key);
}

function isVersion(path: string | undefined, version: string): string | undefined {
  if (!path) return undefined;
  const wanted = new RegExp(`(?<![\\d.])${version.replace(/^v/, '').replaceAll('.', '\\.')}(?![\\d.]|-)`);
  return ['--version', 'version', '-v'].some((flag) => wanted.test(said(path, flag))) ? path : undefined;
}

function said(path: string, flag: string): string {
  const { stdout, stderr } = spawnSync(path, [flag], {
    encoding: 'utf8',
    timeout: 10_000,
    env: { ...process.env, TF_CLI_CONFIG_FILE: '' },
  });
  return `${stdout}${stderr}`;
}
