import type { Executed, Finding, Tool } from './tool.ts';

/** The JSON that a tool printed, as findings. An exit code that it should not have, or no JSON, is a finding itself. */
export function fromJson<T>(
  { code, out, err }: Executed,
  codes: readonly number[],
  findings: (json: T) => readonly Finding[],
): readonly Finding[] {
  const what = (): string => `exit code ${code}: ${(err || out).trim().slice(-400)}`;
  if (!codes.includes(code)) return [{ file: '', message: what() }];
  try {
    const found = findings(JSON.parse(out) as T);
    return found.length > 0 || code === 0 ? found : [{ file: '', message: what() }];
  } catch (error) {
    return [{ file: '', message: `${String(error)}, ${what()}` }];
  }
}

/** The version that a program says it has. */
export const says =
  (binary: string, ...args: readonly string[]): NonNullable<Tool['trueVersion']> =>
  async ({ exec, bin }) => {
    const { out, err } = await exec(bin(binary), args);
    return /\d+(\.\d+)+/.exec(`${out}${err}`)?.[0] ?? 'unknown';
  };

/** Every file by itself: one that changes re-judges no other. */
export const each = (files: readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(files.map((file) => [file, [file]]));

export const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;
export const TASKFILE = /^(Taskfile|tasks\/[^/]+)\.yml$/;
