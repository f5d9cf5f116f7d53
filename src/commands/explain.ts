import { accepts, reason } from '../core/component.ts';
import { DEMAND_KEYS } from '../core/fields.ts';
import { demands } from '../core/gates.ts';
import { nearest } from '../core/words.ts';
import { EXIT, UserError } from '../errors.ts';
import { propose } from '../shell/edits.ts';
import type { Outcome } from '../shell/run.ts';
import { type Context, inRepository, type Result, rootOf, settleFolder } from '../shell/session.ts';

type Facts = Readonly<Record<string, string>>;

/** Why a file is here, what a component is, what a persona demands. */
export async function explain(context: Context): Promise<Result> {
  const root = rootOf(context);
  settleFolder(root, context);
  const { positionals, options } = context.args;
  const [word, name] = positionals;
  if (word === undefined)
    throw new UserError('explain needs a path, a component or a persona.', 'For example: create-devops-stack explain README.md');
  const outcome = await propose(context, 'explain', (text) => text);
  const facts =
    word === 'component' && name !== undefined
      ? ofComponent(name, outcome)
      : word === 'persona' && name !== undefined
        ? ofPersona(name, outcome)
        : ofPath(inRepository(word, context), outcome);
  const width = Math.max(...Object.keys(facts).map((key) => key.length));
  if (!options.json)
    for (const [key, text] of Object.entries(facts))
      context.terminal.out(`  ${key.padEnd(width)}  ${text.replaceAll('\n', `\n  ${' '.repeat(width)}  `)}`);
  return { exit: EXIT.done, json: { format: 1, command: 'explain', ...facts } };
}

function ofPath(path: string, { plan, changes, run }: Outcome): Facts {
  const change = changes.find((one) => one.path === path);
  const planned = plan.files.get(path);
  if (!change && !planned) {
    const near = nearest(path, [...plan.files.keys()]);
    throw new UserError(
      `${path} is no file of ours${near ? `; did you mean ${near}?` : '.'}`,
      'Our files: create-devops-stack status --verbose',
    );
  }
  const member = plan.selected.find(({ component }) => component.id === planned?.component);
  const demanded = demands(plan, run.after.stack).filter(({ paths }) => paths.includes(path));
  return {
    ...(planned && { from: `${planned.component}${member ? `   ${reason(member)}` : ''}` }),
    ...(demanded.length > 0 && {
      persona: `${String(run.after.stack['persona'])} demands it (${demanded.map(({ kind, name }) => `${kind}: ${name}`).join(', ')})`,
    }),
    state: change ? `${change.change}: ${change.reason}` : 'not written yet',
  };
}

function ofComponent(id: string, { plan, run }: Outcome): Facts {
  const component = run.after.catalog.components.find((one) => one.id === id);
  if (!component) {
    const near = nearest(
      id,
      run.after.catalog.components.map((one) => one.id),
    );
    throw new UserError(`There is no component ${id}${near ? `; did you mean ${near}?` : '.'}`, 'All of them: create-devops-stack list');
  }
  const member = plan.selected.find((one) => one.component.id === id);
  const files = [...plan.files.values()].filter((file) => file.component === id).map(({ path }) => path);
  const condition = Object.entries(component.when)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(', ');
  return {
    component: component.title,
    when: condition || 'always',
    selected: member ? 'yes' : 'no',
    ...(component.needs.length > 0 && { needs: component.needs.join(', ') }),
    ...(component.decision?.because && { because: component.decision.because.trim() }),
    ...(files.length > 0 && { files: files.join('\n') }),
  };
}

function ofPersona(id: string, { plan, run }: Outcome): Facts {
  const { personas } = run.after.catalog.vocabulary;
  const persona = personas.find((one) => one.id === id);
  if (!persona) throw new UserError(`There is no persona ${id}.`, `Here: ${personas.map((one) => one.id).join(', ') || 'none'}`);
  const answered = (kind: (typeof DEMAND_KEYS)[number], name: string): boolean =>
    plan.selected.some(({ component }) => component.when[kind] !== undefined && accepts(component.when[kind], name)) ||
    (plan.provided[kind] ?? []).some((item) => item['name'] === name);
  return {
    persona: persona.summary,
    documents: persona.documents.join(', '),
    gates: persona.gates.join(', '),
    workflow: persona.workflow.map(({ name }) => name).join(' → '),
    ...(run.after.stack['persona'] === id && {
      answered: DEMAND_KEYS.flatMap((kind) => run.after.stack[kind].filter((name) => answered(kind, name))).join(', '),
    }),
  };
}
