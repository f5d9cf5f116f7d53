import { UserError } from '../errors.ts';
import type { Answers, Given } from './answers.ts';
import { defaultRegion, fits, fitting, pick, type Vocabulary } from './defaults.ts';
import { refuseUnfit } from './existing.ts';
import { freeNetwork, networkOf, overlap } from './network.ts';
import { CLOUD_FORMS, FITS } from './rules.ts';
import { either } from './words.ts';

/** What one field cannot see by itself: pairs, regions, accounts, networks, references. */
export function consistent(answers: Answers, vocabulary: Vocabulary): Answers {
  const environments = Object.entries(answers.environments);
  if (environments.length === 0)
    throw new UserError('environments is empty; a platform needs one place to run.', 'For example: environments: { dev: {} }');
  pairs(answers, '', vocabulary);
  place(answers, answers.cloud, '');
  for (const [name, environment] of environments) {
    const cloud = environment.cloud ?? answers.cloud;
    const away = cloud !== answers.cloud;
    const own = { ...(away ? {} : answers), ...environment, cloud };
    if (environment.orchestrator || away)
      pairs(
        { cloud, orchestrator: environment.orchestrator ?? pick('orchestrator', vocabulary, { cloud }) },
        `environments.${name}: `,
        vocabulary,
      );
    place(own, cloud, `environments.${name}.`);
    if (environment.recovers) refuseLost(name, environment.recovers, answers.environments);
  }
  refuseUnfit(answers);
  networks(answers);
  ports(answers);
  return answers;
}

/** Nobody calls a worker or a job, so a port of theirs would be a wish that nothing fulfils. */
function ports({ services }: Answers): void {
  for (const [name, { kind, port }] of Object.entries(services)) {
    if (port === undefined || (kind !== 'worker' && kind !== 'job')) continue;
    throw new UserError(`services.${name}.port is ${port}, and nobody calls a ${kind}.`, 'Leave the port out, or choose kind: http.');
  }
}

/** A recovery takes over from an environment that is promoted, or two of them would wait for each other. */
function refuseLost(name: string, recovers: string, all: Answers['environments']): void {
  const others = Object.keys(all).filter((other) => other !== name);
  const further = all[recovers]?.recovers;
  if (others.includes(recovers) && !further) return;
  const choice = others.length > 0 ? either(others) : 'add one';
  throw new UserError(
    further && recovers !== name
      ? `environments.${name}.recovers is ${recovers}, which itself recovers ${further}.`
      : `environments.${name}.recovers is ${recovers}; it takes another environment: ${choice}.`,
    `For example: recovers: ${further && further !== name ? further : (others.find((other) => !all[other]?.recovers) ?? 'production')}`,
  );
}

function pairs(given: Given, where: string, vocabulary: Vocabulary): void {
  for (const [field, needs] of Object.entries(FITS)) {
    const value = given[field];
    const need = typeof value === 'string' ? needs[value] : undefined;
    if (!need || fits(field, String(value), given)) continue;
    if (field !== 'orchestrator' && !vocabulary.mentioned.has(field)) continue;
    const actual = String(given[need.field]);
    const others = fitting(field, vocabulary, given);
    const clause =
      field === 'orchestrator'
        ? `${String(value)} runs on ${either(need.values)}`
        : `${field} ${String(value)} needs ${need.field} ${either(need.values)}`;
    throw new UserError(
      `${where}${clause}, and the ${need.field} here is ${actual}. ${field === 'orchestrator' ? 'On' : 'With'} ${actual}: ${others.join(', ') || 'nothing in this catalog'}.`,
      others[0] ? (where ? `For example: ${field}: ${others[0]}` : `Try: --${field} ${others[0]}`) : 'Choose another value.',
    );
  }
}

function place(given: { region?: unknown; account?: unknown }, cloud: string, where: string): void {
  const forms = CLOUD_FORMS[cloud];
  if (!forms) return;
  if (typeof given.region === 'string' && !forms.region.test(given.region))
    throw new UserError(
      `${where}region is ${given.region}, which is no region of ${cloud}.`,
      `For example: region: ${defaultRegion(cloud) ?? 'rack-1'}`,
    );
  if (typeof given.account === 'string' && !forms.account.test(given.account))
    throw new UserError(
      `${where}account is ${given.account}; on ${cloud} it takes ${forms.account_form}.`,
      `For example: account: "111111111111"`,
    );
}

function networks({ environments }: Answers): void {
  const named = Object.entries(environments).flatMap(([name, { cidr, existing }]) =>
    cidr ? [{ name, cidr, network: existing?.['network'] ?? name }] : [],
  );
  for (const { name, cidr } of named) {
    if (!networkOf(cidr))
      throw new UserError(
        `environments.${name}.cidr is ${cidr}; it takes a network such as 10.0.0.0/16, with no bit set behind the prefix.`,
        `Free: ${freeNetwork(named.filter((one) => networkOf(one.cidr)).map((one) => one.cidr))}`,
      );
  }
  for (const [index, a] of named.entries()) {
    const b = named.slice(index + 1).find((other) => other.network !== a.network && overlap(a.cidr, other.cidr));
    if (b)
      throw new UserError(
        `environments.${a.name}.cidr ${a.cidr} and environments.${b.name}.cidr ${b.cidr} overlap.`,
        `Free: ${freeNetwork(named.map(({ cidr }) => cidr))}`,
      );
  }
}
