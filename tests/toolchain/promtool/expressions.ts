import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { isMap } from '../chart-values/facts.ts';

/** Every PromQL text of a dashboard, wherever it stands. */
export function expressionsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(expressionsOf);
  if (!isMap(value)) return [];
  const own = typeof value['expr'] === 'string' ? [value['expr']] : [];
  const asked = typeof value['query'] === 'string' && value['type'] === 'query' ? labelValues(value['query']) : [];
  return [...own, ...asked, ...Object.values(value).flatMap(expressionsOf)];
}

/** What `label_values(metric, label)` of a variable asks Prometheus. */
const labelValues = (query: string): string[] => {
  const [, metric] = /^label_values\((.+), *\w+\)$/.exec(query) ?? [];
  return metric ? [metric] : [query];
};

/** A dashboard as a file of rules, which promtool reads: Grafana fills its own variables in before Prometheus sees them. */
export function asRules(root: string, file: string): string {
  const dashboard = JSON.parse(readFileSync(join(root, file), 'utf8')) as unknown;
  const rules = expressionsOf(dashboard).map((expr, index) => ({
    record: `panel:${index}`,
    expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '1h'),
  }));
  return stringify({ groups: [{ name: 'dashboard', rules }] });
}
