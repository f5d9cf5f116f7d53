import { describe, expect, it } from 'vitest';
import { alertFaults } from './support/alerts.ts';
import { metricFaults, metricsIn, scaleFaults } from './support/metrics.ts';
import { references, shippedCatalog } from './support/reference.ts';

const STACKS = references(await shippedCatalog());
const stackOf = (name: string): Map<string, string> => new Map(STACKS.find((stack) => stack.name === name)!.files);

describe.each(STACKS.map(({ name, files }) => [name, files] as const))('%s', (_name, files) => {
  it('has a test, a page and a row in the list for each alert, and none without', () => {
    expect(alertFaults(files)).toEqual([]);
  });

  it('asks only for metrics that somebody exposes', () => {
    expect(metricFaults(files)).toEqual([]);
  });

  it('scales only by figures that somebody makes', () => {
    expect(scaleFaults(files)).toEqual([]);
  });
});

describe('a fault is found', () => {
  const changed = (path: string, change: (text: string) => string): string[] => {
    const files = stackOf('default');
    const text = files.get(path)!;
    expect(change(text)).not.toBe(text);
    return alertFaults(files.set(path, change(text)));
  };

  it('an alert without a page, a test or a row', () => {
    const added = '      - alert: Added\n        expr: up == 0\n        labels: { severity: page }\n';
    const found = changed('observability/alerts/cluster.yaml', (text) => text + added);
    expect(found.join('\n')).toMatch(/Added has no summary[^]*no test lets Added fire[^]*Added has no page[^]*Added is not listed/);
  });

  it('a test that never sees it go', () => {
    const found = changed('observability/tests/cluster.yaml', (text) => text.replace('eval_time: 30m', 'eval_time: 1m'));
    expect(found).toEqual([expect.stringContaining('no test lets NodeNotReady fire and then go')]);
  });

  it('a second rule of the same name that no test sees', () => {
    const found = changed('observability/tests/cluster.yaml', (text) =>
      text.replaceAll('persistentvolumeclaim: data, severity: ticket', 'severity: page'),
    );
    expect(found).toEqual([expect.stringContaining('no test lets VolumeAlmostFull fire and then go')]);
  });

  it('a page, a row and a route of an alert that is gone', () => {
    const files = stackOf('default');
    files.set('docs/runbooks/Gone.md', '# Gone\n');
    expect(alertFaults(files)).toEqual([expect.stringContaining('there is no such alert')]);
    expect(changed('docs/runbooks/README.md', (text) => text.replaceAll('NodeMemoryLow', 'Gone'))).toHaveLength(2);
    expect(changed('observability/alertmanager/alertmanager.yaml', (text) => text.replace('"Watchdog"', '"Gone"'))).toHaveLength(1);
  });

  it('a metric that nobody exposes', () => {
    expect(metricsIn('sum by (a) (rate(x_total{b="c"}[5m])) / on (d) group_left (e) y offset 1h > 0.5 and absent(z == 1)')).toEqual([
      'x_total',
      'y',
      'z',
    ]);
    const files = stackOf('default');
    const path = 'services/api/src/metrics.js';
    files.set(path, files.get(path)!.replace('http_request_duration_seconds', 'http_request_seconds'));
    expect(metricFaults(files).length).toBeGreaterThan(3);
  });

  it('a figure that no autoscaler gets', () => {
    const files = stackOf('default');
    const path = 'platform/monitoring/values.yaml';
    files.set(path, files.get(path)!.replace('as: http_requests_per_second', 'as: requests'));
    expect(scaleFaults(files)).toEqual([expect.stringContaining('no adapter makes http_requests_per_second')]);
  });
});
