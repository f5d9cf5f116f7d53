import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import type { Work } from '../harness/tool.ts';
import { objectsOf } from '../kubernetes/objects.ts';
import { KUBERNETES } from '../kubernetes/recipes.ts';
import { helm } from '../kubernetes/render.ts';
import { asserts, type Outcome } from './asserts.ts';
import { at, nested, stepsOf } from './path.ts';

interface Selector {
  readonly path: string;
  readonly value: unknown;
}

interface Test {
  readonly it: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly documentSelector?: Selector;
  readonly asserts: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[];
}

interface Suite {
  readonly suite: string;
  readonly templates: readonly string[];
  readonly release?: { readonly name?: string; readonly namespace?: string };
  readonly set?: Readonly<Record<string, unknown>>;
  readonly tests: readonly Test[];
}

/** What we read of a file of tests; a word that we do not know could change what it means, so it is a finding. */
const WORDS = {
  suite: ['suite', 'templates', 'release', 'set', 'tests'],
  release: ['name', 'namespace'],
  test: ['it', 'set', 'documentSelector', 'asserts'],
  documentSelector: ['path', 'value'],
};

const unknownWords = (kind: keyof typeof WORDS, map: object = {}): string[] =>
  Object.keys(map)
    .filter((word) => !WORDS[kind].includes(word))
    .map((word) => `${word} in a ${kind} is not understood`);

/** Run one file of tests; what does not hold comes back as sentences. */
export async function runSuite(work: Work, chart: string, file: string): Promise<string[]> {
  const suite = parse(readFileSync(join(work.root, file), 'utf8')) as Suite;
  const problems = [...unknownWords('suite', suite), ...unknownWords('release', suite.release)];
  if (!suite.tests?.length || !suite.templates?.length) return [...problems, 'it names no templates or has no tests'];
  for (const test of suite.tests) {
    const said = [...unknownWords('test', test), ...unknownWords('documentSelector', test.documentSelector)];
    if (!test.asserts?.length) said.push('it asserts nothing');
    else said.push(...judge(test, await render(work, chart, { suite, test })));
    problems.push(...said.map((message) => `${test.it}: ${message}`));
  }
  return problems;
}

function judge({ asserts: list }: Test, outcome: Outcome): string[] {
  return list.flatMap((one) => {
    const [[name, args] = ['', {}], ...more] = Object.entries(one);
    const assert = asserts[name];
    if (!assert || more.length > 0) return [`the assert ${Object.keys(one).join(' with ')} is not understood`];
    const problem = assert(outcome, args ?? {});
    return problem ? [`${name}: ${problem}`] : [];
  });
}

async function render(work: Work, chart: string, { suite, test }: { readonly suite: Suite; readonly test: Test }): Promise<Outcome> {
  writeFileSync(join(work.root, 'values.test.json'), JSON.stringify(nested([suite.set ?? {}, test.set ?? {}])));
  const { name = 'RELEASE-NAME', namespace = 'NAMESPACE' } = suite.release ?? {};
  const only = suite.templates.flatMap((template) => ['--show-only', template]);
  const flags = ['--namespace', namespace, '--kube-version', KUBERNETES, '--values', 'values.test.json', ...only];
  const { code, out, err } = await helm(work, 'template', name, chart, ...flags);
  if (code !== 0) return { documents: [], selected: [], failure: err };
  const { manifests, problems } = objectsOf(out, '');
  if (problems.length > 0) return { documents: [], selected: [], failure: problems.join('; ') };
  const documents = manifests.map(({ object }) => object);
  return { documents, selected: documents.filter((one) => isSelected(one, test.documentSelector)) };
}

const isSelected = (document: unknown, selector: Selector | undefined): boolean =>
  !selector || isDeepStrictEqual(at(document, stepsOf(selector.path) ?? []), selector.value);
