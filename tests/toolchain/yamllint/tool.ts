import { pin } from '../harness/pins.ts';
import { says } from '../harness/output.ts';
import { type Finding, tool } from '../harness/tool.ts';

const CONFIG = '.yamllint';

/** Files of one folder at the top belong together, with the settings: a change re-judges no more than those. */
function byFolder(files: readonly string[]): Record<string, readonly string[]> {
  const settings = files.filter((path) => path === CONFIG);
  const others = files.filter((path) => path !== CONFIG);
  const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '.');
  const folders = [...new Set(others.map(folderOf))];
  return Object.fromEntries(folders.map((folder) => [folder, [...others.filter((path) => folderOf(path) === folder), ...settings]]));
}

function parsed(line: string): Finding {
  const [, file, at, message] = /^(.+?):(\d+):\d+: (.+)$/.exec(line) ?? [];
  return file && message ? { file, line: Number(at), message } : { file: '', message: line };
}

/** YAML with the emitted settings, as `task lint:yaml` calls it. */
export const yamllint = tool({
  name: 'yamllint',
  version: pin('yamllint'),
  tier: 1,
  recipes: [{ kind: 'python', binary: 'yamllint' }],
  trueVersion: says('yamllint', '--version'),
  reads: (path) => path === CONFIG || (/\.ya?ml$/.test(path) && !/^(charts\/[^/]+|observability|platform\/[^/]+)\/templates\//.test(path)),
  units: byFolder,
  run: async ({ files, exec, bin }) => {
    const { code, out, err } = await exec(bin('yamllint'), ['--strict', '--format=parsable', ...files]);
    const found = out.split('\n').filter(Boolean).map(parsed);
    return code === 0 || found.length > 0 ? found : [{ file: '', message: `exit code ${code}: ${err.slice(-400)}` }];
  },
  seed: { files: { [CONFIG]: 'extends: default\n', 'seed.yml': '---\na: 1\nb:   2\n' }, finds: /\(colons\)/ },
});
