import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DistinctQuestion } from 'inquirer';
import nodePlop, { type NodePlopAPI } from 'node-plop';
import type { Given } from '../core/answers.ts';
import { adding, type Edit, type Kind, KINDS } from '../core/amend.ts';
import { defaultRegion, fitting, offered, pick, type Vocabulary } from '../core/defaults.ts';
import { type Field, fieldOf, SERVICE_FIELDS, STACK_FIELDS } from '../core/fields.ts';
import { CLOUD_FORMS, NAME_RULES } from '../core/rules.ts';
import { UserError } from '../errors.ts';
import { apply } from './edits.ts';
import { FIRST, flagsForItem, isAsked, list } from './questions.ts';
import { desire, stackText } from './repository.ts';
import { type Context, type Result, rootOf } from './session.ts';

type Answers = Record<string, unknown>;

/** Ask for the stack: name, persona, cloud, orchestrator, CI platform, and whether to change the rest. */
export async function askStack(given: Given, vocabulary: Vocabulary, folder: string | undefined): Promise<Given> {
  const plop = await nodePlop('', { destBasePath: process.cwd(), force: false });
  plop.setGenerator('stack', {
    description: 'a platform repository',
    prompts: async (inquirer) => {
      const answers: Answers = {};
      const ask = async (question: DistinctQuestion): Promise<void> => void Object.assign(answers, await inquirer.prompt([question]));
      if (given['name'] === undefined) await ask(nameQuestion('name', folder));
      for (const name of FIRST.filter((one) => given[one] === undefined && isAsked(one, vocabulary)))
        await ask(choiceQuestion(name, vocabulary, { ...given, ...answers }));
      await askRest(ask, answers, { given, vocabulary });
      return answers;
    },
    actions: [],
  });
  return plop.getGenerator('stack').runPrompts() as Promise<Given>;
}

async function askRest(
  ask: (question: DistinctQuestion) => Promise<void>,
  answers: Answers,
  { given, vocabulary }: { given: Given; vocabulary: Vocabulary },
): Promise<void> {
  const rest = STACK_FIELDS.filter(
    ({ name }) => name !== 'name' && !FIRST.includes(name) && given[name] === undefined && isAsked(name, vocabulary),
  );
  if (rest.length === 0) return;
  await ask({
    type: 'list',
    name: 'rest',
    message: 'The rest',
    choices: [
      { value: false, short: 'defaults', name: `defaults   ${defaultsLine(rest, vocabulary, { ...given, ...answers })}` },
      { value: true, name: 'change some' },
    ],
  });
  const change = answers['rest'] as boolean;
  delete answers['rest'];
  if (!change) return;
  for (const field of rest) await ask(fieldQuestion(field, vocabulary, { ...given, ...answers }));
  for (const { name } of rest)
    if (answers[name] === '' || (Array.isArray(answers[name]) && answers[name].length === 0)) delete answers[name];
}

const defaultsLine = (fields: readonly Field[], vocabulary: Vocabulary, given: Given): string =>
  [
    ...(fields.some(({ name }) => name === 'region') ? [defaultRegion(String(given['cloud'] ?? pick('cloud', vocabulary, given)))] : []),
    ...fields.filter(({ type }) => type === 'choice').map(({ name }) => pick(name, vocabulary, given)),
    'dev, staging, production',
    'service api',
  ]
    .filter(Boolean)
    .join(' · ');

function nameQuestion(kind: keyof typeof NAME_RULES, preset: string | undefined): DistinctQuestion {
  const { pattern, longest, form } = NAME_RULES[kind];
  return {
    type: 'input',
    name: 'name',
    message: 'Name',
    ...(preset && { default: preset }),
    validate: (name: string) => (pattern.test(name) && name.length <= longest) || `1 to ${longest} ${form}`,
  };
}

/** Only what the other answers allow is shown, each with a line of explanation. */
function choiceQuestion(name: string, vocabulary: Vocabulary, given: Given): DistinctQuestion {
  const field = fieldOf(name) ?? fieldOf(name, 'service')!;
  const values = fitting(name, vocabulary, given);
  const width = Math.max(...values.map((value) => value.length));
  const text = (value: string): string =>
    vocabulary.personas.find(({ id }) => name === 'persona' && id === value)?.summary ?? field.choices?.[value] ?? '';
  return {
    type: 'list',
    name,
    message: field.title,
    default: pick(name, vocabulary, given),
    choices: values.map((value) => ({ value, short: value, name: `${value.padEnd(width)}  ${text(value)}` })),
  };
}

function fieldQuestion(field: Field, vocabulary: Vocabulary, given: Given): DistinctQuestion {
  if (field.type === 'choice') return choiceQuestion(field.name, vocabulary, given);
  if (field.type === 'choices')
    return { type: 'checkbox', name: field.name, message: field.title, choices: [...offered(field.name, vocabulary)] };
  if (field.type === 'words')
    return {
      type: 'input',
      name: field.name,
      message: `${field.title} (commas between)`,
      filter: (text: string) => list([text]),
    };
  const pattern = field.name === 'region' ? CLOUD_FORMS[String(given['cloud'])]?.region : field.pattern;
  return {
    type: 'input',
    name: field.name,
    message: field.title,
    validate: (text: string) =>
      text === '' || !pattern || pattern.test(text) || `${field.form}${field.example ? `, such as ${field.example}` : ''}`,
  };
}

const ours = (name: string): boolean => (KINDS as readonly string[]).includes(name);

/** `add` on a terminal: our generators and the team's own, from `plopfile.mjs`, in one menu. */
export async function addInteractively(context: Context, word: string | undefined): Promise<Result> {
  const root = rootOf(context);
  const { catalog } = await desire(stackText(root), root, context.args.options.catalogs);
  const own = join(root, 'plopfile.mjs');
  const plop = await nodePlop(existsSync(own) ? own : '', { destBasePath: root, force: false });
  const results: Result[] = [];
  register(plop, context, { vocabulary: catalog.vocabulary, results });
  const generators = plop.getGeneratorList().toSorted((a, b) => Number(ours(b.name)) - Number(ours(a.name)));
  const name = word ?? (await choose(generators));
  if (!generators.some((generator) => generator.name === name))
    throw new UserError(`add does not know ${name}.`, `Kinds: ${generators.map((generator) => generator.name).join(', ')}`);
  const generator = plop.getGenerator(name);
  const answers = (await generator.runPrompts()) as Answers;
  const { failures } = await generator.runActions(answers);
  if (failures[0]) throw reconciled.get(failures[0].error) ?? new UserError(failures[0].error);
  return results[0] ?? { exit: 0, json: { format: 1, command: 'add', changes: [], summary: {}, conflicts: [], warnings: [] } };
}

async function choose(generators: readonly { name: string; description: string }[]): Promise<string> {
  const { default: inquirer } = await import('inquirer');
  const { kind } = await inquirer.prompt<{ kind: string }>([
    {
      type: 'list',
      name: 'kind',
      message: 'Add',
      choices: generators.map(({ name, description }) => ({ value: name, name: `${name.padEnd(12)} ${description}` })),
    },
  ]);
  return kind;
}

/** plop reports a failed action as text; the error itself is kept here. */
const reconciled = new Map<string, UserError>();

function register(plop: NodePlopAPI, context: Context, { vocabulary, results }: { vocabulary: Vocabulary; results: Result[] }): void {
  plop.setActionType('reconcile', async (answers, config) => {
    const { edit, again } = config as unknown as { edit: (answers: Answers) => Edit; again: (answers: Answers) => string };
    try {
      results.push(await apply(context, 'add', edit(answers)));
    } catch (error) {
      if (error instanceof UserError) reconciled.set(error.message, error);
      throw error;
    }
    context.terminal.note(`  Again  npx create-devops-stack ${again(answers)}`);
    return '';
  });
  for (const kind of KINDS) {
    plop.setGenerator(kind, {
      description: {
        service: 'a service with its chart values, pipeline and runbooks',
        environment: 'a place where the platform runs',
        component: 'a feature of the catalog',
      }[kind],
      prompts: (inquirer) => inquirer.prompt(itemQuestions(kind, vocabulary, context.args.positionals[1])) as Promise<Answers>,
      actions: [
        { type: 'reconcile', edit: (answers: Answers) => edit(kind, answers), again: (answers: Answers) => flagsForItem(kind, answers) },
      ] as never,
    });
  }
}

const edit = (kind: Kind, { name, ...given }: Answers): Edit => adding(kind, String(name), { given: meaningful(given) });
const meaningful = (given: Answers): Answers =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0)));

function itemQuestions(kind: Kind, vocabulary: Vocabulary, preset: string | undefined): DistinctQuestion[] {
  if (kind === 'component')
    return [
      {
        type: 'list',
        name: 'name',
        message: 'Component',
        choices: vocabulary.answered.has('features') ? [...offered('features', vocabulary)] : [],
      },
    ];
  const name = nameQuestion(kind, preset);
  if (kind === 'environment')
    return [
      name,
      { type: 'list', name: 'size', message: 'Size', choices: ['small', 'standard', 'ha'] },
      { type: 'confirm', name: 'protected', message: 'Protected (a person approves)', default: false },
    ];
  return [
    name,
    ...SERVICE_FIELDS.filter((field) => field.type !== 'text' && vocabulary.mentioned.has(field.name)).map((field) =>
      serviceQuestion(field, vocabulary),
    ),
  ];
}

const serviceQuestion = (field: Field, vocabulary: Vocabulary): DistinctQuestion =>
  field.type === 'number'
    ? { type: 'number', name: field.name, message: field.title, default: 8080, when: ({ kind = 'http' }) => kind === 'http' }
    : fieldQuestion(field, vocabulary, {});
