import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expressionsOf } from '../toolchain/promtool/expressions.ts';
import { rulesOf } from './alerts.ts';

type Files = ReadonlyMap<string, string>;

/** Exporter → the metrics that were found in its source or its documents, of those that the output asks for. */
const RECORDED = parse(readFileSync(join(import.meta.dirname, 'metrics.yaml'), 'utf8')) as Readonly<Record<string, readonly string[]>>;

const WORDS = new Set([
  'and',
  'or',
  'unless',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'offset',
  'bool',
  'inf',
  'nan',
]);

/** The metrics that a text of PromQL asks for: what is left when labels, numbers, functions and words of the language are taken away. */
export function metricsIn(expr: string): string[] {
  const bare = expr
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ')
    .replaceAll(/\boffset\s+\w+/g, '');
  return Array.from(bare.matchAll(/(?<![\w:.$])[a-zA-Z_:][\w:]*(?!\s*\()(?![\w:])/g), ([name]) => name).filter(
    (name) => !WORDS.has(name.toLowerCase()),
  );
}

/** What a service exposes, as its own source says: `name: "…"` of a histogram has its series beside. */
const ofServices = (files: Files): string[] =>
  [...files]
    .filter(([path]) => /^services\/[^/]+\/src\/metrics\.js$/.test(path))
    .flatMap(([, text]) => Array.from(text.matchAll(/new Histogram\(\{\s*name: "(\w+)"/g), ([, name]) => name!))
    .flatMap((name) => ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`));

interface AdapterRule {
  readonly seriesQuery: string;
  readonly name: { readonly as: string };
}

const ADAPTER = 'platform/monitoring/values.yaml';

/** What the adapter makes figures for autoscaling of, and how they are called. */
function adapted(files: Files): readonly AdapterRule[] {
  const values = parse(files.get(ADAPTER) ?? '{}') as {
    readonly 'prometheus-adapter'?: { readonly rules: { readonly custom: readonly AdapterRule[] } };
  };
  return values['prometheus-adapter']?.rules.custom ?? [];
}

/** Figures that an autoscaler of the chart asks for and that no adapter makes: it would scale by nothing. */
export function scaleFaults(files: Files): string[] {
  const made = new Set(adapted(files).map(({ name }) => name.as));
  return [...files]
    .filter(([path]) => path.startsWith('charts/library/templates/'))
    .flatMap(([file, text]) =>
      Array.from(text.matchAll(/type: Pods\n +pods:\n +metric:\n +name: (\w+)/g), ([, name]) => ({ file, name: name! })),
    )
    .filter(({ name }) => !made.has(name))
    .map(({ file, name }) => `${file}: no adapter makes ${name}`);
}

/** An alert, an objective or a panel that asks for a metric which nobody exposes would be silent for ever. */
export function metricFaults(files: Files): string[] {
  const rules = rulesOf(files);
  const recorded = rules.flatMap(({ rule }) => rule.record ?? []);
  const services = ofServices(files);
  const known = new Set([...Object.values(RECORDED).flat(), ...recorded, ...services]);
  // Without a service nothing exposes these here, and dashboards are the same in every repository.
  const none = [...files.keys()].every((path) => !path.startsWith('services/'));
  const panels = [...files]
    .filter(([path]) => /^observability\/dashboards\/[^/]+\.json$/.test(path))
    .flatMap(([file, text]) => expressionsOf(JSON.parse(text) as unknown).map((expr) => ({ file, expr })));
  const scaling = adapted(files).map(({ seriesQuery }) => ({ file: ADAPTER, expr: seriesQuery }));
  const asked = [...rules.map(({ file, rule }) => ({ file, expr: rule.expr })), ...panels, ...scaling];
  const isKnown = (name: string): boolean => known.has(name) || (none && /^(http_request_duration_seconds_|slo:|process_)/.test(name));
  return asked.flatMap(({ file, expr }) =>
    metricsIn(expr)
      .filter((name) => !isKnown(name))
      .map((name) => `${file}: nothing exposes ${name}; record it in tests/support/metrics.yaml once it was seen in a source`),
  );
}
