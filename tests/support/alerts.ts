import { parse } from 'yaml';

// What has to hold between alerts, their tests, their pages and the routes, whatever they are about.

type Files = ReadonlyMap<string, string>;
type Labels = Readonly<Record<string, string>>;

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

interface Check {
  readonly alertname: string;
  readonly eval_time: string;
  readonly exp_alerts?: readonly { readonly exp_labels?: Labels }[];
}

const RULES = /^observability\/(slos|alerts)\/[^/]+\.yaml$/;
const TESTS = /^observability\/tests\/[^/]+\.yaml$/;
const PAGE = /^docs\/runbooks\/(?!README\.)([A-Z][A-Za-z]+)\.md$/;
const INDEX = 'docs/runbooks/README.md';
const ROUTES = 'observability/alertmanager/alertmanager.yaml';

export const rulesOf = (files: Files): { file: string; rule: Rule }[] =>
  [...files]
    .filter(([path]) => RULES.test(path))
    .flatMap(([file, text]) =>
      (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules.map((rule) => ({ file, rule }))),
    );

/** A name that is written out, and first: so that whoever searches for an alert finds it. */
function formFaults(file: string, text: string, { alert, labels = {}, annotations = {} }: Rule): string[] {
  const missing = ['summary', 'description', 'runbook_url'].filter((key) => !annotations[key]);
  return [
    ...(new RegExp(`^ +- alert: ${alert}$`, 'm').test(text) ? [] : [`${file}: ${alert} is not the first key of its rule, as a literal`]),
    ...(/^[A-Z][A-Za-z]+$/.test(alert ?? '') ? [] : [`${file}: ${alert} is no name in CamelCase`]),
    ...(['page', 'ticket', 'none'].includes(labels['severity'] ?? '') ? [] : [`${file}: ${alert} has no severity page, ticket or none`]),
    ...missing.map((key) => `${file}: ${alert} has no ${key}`),
    ...(annotations['runbook_url'] === `docs/runbooks/${alert}.md` ? [] : [`${file}: ${alert} does not link its own page`]),
  ];
}

const minutes = (time: string): number =>
  Array.from(time.matchAll(/(\d+)([dhms])/g)).reduce(
    (sum, [, n, unit]) => sum + Number(n) * { d: 1440, h: 60, m: 1, s: 1 / 60 }[unit!]!,
    0,
  );

const severityOf = ({ labels }: Rule): string => labels?.['severity'] ?? '';

/** Does some test see it fire with its severity, and later gone? What fires always cannot go. */
function isProven(rule: Rule, tests: readonly (readonly Check[])[]): boolean {
  const always = rule.expr === 'vector(1)';
  return tests.some((checks) => {
    const mine = checks.filter(({ alertname }) => alertname === rule.alert);
    const fires = ({ exp_alerts }: Check): boolean =>
      (exp_alerts ?? []).some(({ exp_labels }) => exp_labels?.['severity'] === severityOf(rule));
    const [fired, gone] = [mine.filter(fires), mine.filter((check) => !fires(check))];
    return always ? fired.length > 1 : fired.some((one) => gone.some((other) => minutes(other.eval_time) > minutes(one.eval_time)));
  });
}

/** An alert may be a ticket first and a page later: a rule for each, under one name with one page. */
type Alerts = ReadonlyMap<string, readonly Rule[]>;

function testFaults(files: Files, alerts: Alerts): string[] {
  const tests = [...files]
    .filter(([path]) => TESTS.test(path))
    .flatMap(([, text]) => (parse(text) as { tests: { alert_rule_test?: Check[] }[] }).tests.map((one) => one.alert_rule_test ?? []));
  const strange = tests.flat().filter(({ alertname }) => !alerts.has(alertname));
  return [
    ...[...alerts.values()]
      .flat()
      .filter((rule) => !isProven(rule, tests))
      .map(({ alert }) => `observability/tests: no test lets ${alert} fire and then go`),
    ...strange.map(({ alertname }) => `observability/tests: ${alertname} is no alert`),
  ];
}

function pageFaults(files: Files, alerts: Alerts): string[] {
  const pages = [...files.keys()].flatMap((path) => PAGE.exec(path)?.[1] ?? []);
  const index = files.get(INDEX) ?? '';
  const rows = Array.from(index.matchAll(/^\| \[(\w+)\]\(\1\.md\) \| ([\w, ]+) \|/gm), ([, name, severity]) => [name!, severity!] as const);
  const listed = new Map(rows);
  return [
    ...[...alerts.keys()].filter((name) => !pages.includes(name)).map((name) => `docs/runbooks: ${name} has no page`),
    ...pages.filter((name) => !alerts.has(name)).map((name) => `docs/runbooks/${name}.md: there is no such alert`),
    ...[...alerts]
      .filter(([name, rules]) => listed.get(name) !== [...new Set(rules.map(severityOf))].join(', '))
      .map(([name]) => `${INDEX}: ${name} is not listed with its severity`),
    ...[...listed.keys()].filter((name) => !alerts.has(name)).map((name) => `${INDEX}: ${name} is no alert`),
  ];
}

/** Routes and inhibitions that name alerts name those that there are. */
function routeFaults(files: Files, alerts: Alerts): string[] {
  const named = Array.from((files.get(ROUTES) ?? '').matchAll(/alertname=~?"([^"]+)"/g), ([, names]) => names!.split('|')).flat();
  return named.filter((name) => !alerts.has(name)).map((name) => `${ROUTES}: ${name} is no alert`);
}

export function alertFaults(files: Files): string[] {
  const rules = rulesOf(files).filter(({ rule }) => rule.alert !== undefined);
  if (rules.length === 0)
    return [...files.keys()].some((path) => path.startsWith('observability/')) ? ['observability: there is no alert'] : [];
  const alerts = new Map<string, Rule[]>();
  for (const { rule } of rules) alerts.set(rule.alert!, [...(alerts.get(rule.alert!) ?? []), rule]);
  return [
    ...rules.flatMap(({ file, rule }) => formFaults(file, files.get(file)!, rule)),
    ...testFaults(files, alerts),
    ...pageFaults(files, alerts),
    ...routeFaults(files, alerts),
  ];
}
