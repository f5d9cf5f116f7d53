import { pin } from '../harness/pins.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';
import { delivered } from './delivered.ts';

/** What the pods of a cluster give a collector; the settings ask for it. */
const ENVIRONMENT = { MY_POD_IP: '127.0.0.1' };

/** The collector reads its settings, then what pods print, and sends it on with the ids of its traces. */
export const otelcol = tool({
  name: 'otelcol',
  version: pin('opentelemetry-collector', 'images'),
  tier: 2,
  // Sources that its builder (go.opentelemetry.io/collector/cmd/builder, --skip-compilation) writes from collector/build.yaml.
  recipes: [{ kind: 'go-own', folder: 'otelcol/collector', package: '.', binary: 'otelcol' }],
  trueVersion: async ({ exec, bin }) => (await exec(bin('otelcol'), ['--version'])).out.trim().replace(/^.* /, ''),
  reads: (path) => /^observability\/collector\/[^/]+\.yaml$/.test(path),
  units: (files) => Object.fromEntries(files.map((path) => [path, [path]])),
  run: async (work) => {
    const findings: Finding[] = [];
    for (const path of work.files) {
      const refused = await refusals(work, path);
      findings.push(...(refused.length > 0 ? refused : await delivered(work, path)));
    }
    return findings;
  },
  // A key that no component has; and lines that lose their trace.
  seed: {
    files: {
      'observability/collector/typo.yaml': settings('http', 'includes'),
      'observability/collector/untraced.yaml': settings('http', 'include'),
    },
    finds: [/has invalid keys: includes/, /carries no trace/],
  },
});

async function refusals({ exec, bin }: Work, path: string): Promise<Finding[]> {
  const { code, out, err } = await exec(bin('otelcol'), ['validate', `--config=file:${path}`], { env: ENVIRONMENT });
  const said = `${out}${err}`.trim();
  return code === 0 && !said ? [] : [{ file: path, message: said || `validate exits with ${code}` }];
}

function settings(protocol: string, include: string): string {
  return `extensions:
  health_check: { endpoint: "\${env:MY_POD_IP}:13133" }
  file_storage: { directory: /var/lib/otelcol, create_directory: true }
receivers:
  otlp: { protocols: { ${protocol}: { endpoint: "\${env:MY_POD_IP}:4318" } } }
  file_log:
    ${include}: [/var/log/pods/*/*/*.log]
    start_at: beginning
    include_file_path: true
    operators: [{ type: container }]
processors:
  memory_limiter: { check_interval: 1s, limit_mib: 100 }
exporters:
  otlp_http/loki: { endpoint: "http://loki:3100/otlp" }
  otlp_http/tempo: { endpoint: "http://tempo:4318" }
service:
  extensions: [health_check, file_storage]
  telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus: { host: 127.0.0.1, port: 8888 } } } }] } }
  pipelines:
    logs: { receivers: [file_log], processors: [memory_limiter], exporters: [otlp_http/loki] }
    traces: { receivers: [otlp], processors: [memory_limiter], exporters: [otlp_http/tempo] }
`;
}
