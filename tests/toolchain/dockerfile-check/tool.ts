import { fromJson } from '../harness/output.ts';
import { type Finding, tool } from '../harness/tool.ts';

const BUILDKIT = '0.34.1';

const isDockerfile = (path: string): boolean => /(^|\/)Dockerfile$/.test(path);

/** The rules of `docker build --check`, by BuildKit itself, and whether the build context has what is copied. */
export const dockerfileCheck = tool({
  name: 'dockerfile-check',
  version: BUILDKIT,
  tier: 1,
  recipes: [{ kind: 'go-own', folder: 'dockerfile-check/linter', package: '.', binary: 'dockerfile-check' }],
  reads: (path) => isDockerfile(path) || /(^|\/)\.dockerignore$/.test(path),
  // A Dockerfile with the whole folder that it is built from.
  units: (files, tree) =>
    Object.fromEntries(
      files.filter(isDockerfile).map((file) => [file, tree.filter((path) => path.startsWith(file.slice(0, -'Dockerfile'.length)))]),
    ),
  run: async ({ files, exec, bin }) => {
    const folders = files.filter(isDockerfile).map((path) => path.replace(/\/?Dockerfile$/, '') || '.');
    return fromJson<Finding[]>(await exec(bin('dockerfile-check'), folders), [0], (found) => found);
  },
  seed: {
    files: {
      'services/seed/.dockerignore': '*\n',
      'services/seed/Dockerfile': 'FROM scratch\nWORKDIR app\nENV A=1\nCOPY Dockerfile /\nCMD ["a"]\n',
    },
    finds: /\[WorkdirRelativePath\]/,
  },
});
