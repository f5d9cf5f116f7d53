import { mkdirSync } from 'node:fs';
import { parse, stringify } from 'yaml';

// For contributors: `npx plop component` and `npx plop persona` begin a component or a persona; no list names either.

const WORD = '[a-z][a-z0-9-]*';
const matches = (pattern, example) => (text) => new RegExp(`^${pattern}$`).test(text) || `such as ${example}`;
const given = (text) => text.trim() !== '' || 'a few words';

function condition(text) {
  try {
    return typeof parse(`{ ${text} }`) === 'object' || 'such as cloud: aws';
  } catch {
    return 'such as cloud: aws, delivery: [argocd, flux]';
  }
}

/** Answers that come on the command line pass by plop's own validation, so the first action judges them again. */
const judged = (prompts) => (answers) => {
  for (const { name, validate } of prompts) {
    const verdict = validate(answers[name] ?? '');
    if (verdict !== true) throw new Error(`${name} ${JSON.stringify(answers[name])}: ${verdict}`);
  }
  return 'answers are in order';
};

const input = (name, message, validate) => ({ type: 'input', name, message, validate });

const COMPONENT = [
  input('id', 'Area and name', matches(`${WORD}(/${WORD})+`, 'observability/prometheus')),
  input('title', 'Title', given),
  input('when', 'When is it selected (nothing: always)', condition),
];

const PERSONA = [
  input('id', 'Name', matches(WORD, 'reliability-engineer')),
  input('title', 'Title', given),
  input('summary', 'What it cares for, in one line', given),
];

const manifest = ({ title, when }) => stringify({ title, ...(when && { when: parse(`{ ${when} }`) }) });
const persona = ({ title, summary }) =>
  `---\n${stringify({ title, summary, extends: 'platform-engineer', documents: [], gates: [] })}---\n\nWhat this engineer looks at first.\n`;

export default function (plop) {
  plop.setGenerator('component', {
    description: 'a folder under templates/',
    prompts: COMPONENT,
    actions: [
      judged(COMPONENT),
      // What plop renders are names only: braces of an answer are no template.
      { type: 'add', path: 'templates/{{id}}/component.yaml', transform: (_, answers) => manifest(answers) },
      ({ id }) => {
        mkdirSync(`${plop.getDestBasePath()}/templates/${id}/files`, { recursive: true });
        return `put files below templates/${id}/files, in the tree that they shall have`;
      },
    ],
  });
  plop.setGenerator('persona', {
    description: 'a page under personas/',
    prompts: PERSONA,
    actions: [judged(PERSONA), { type: 'add', path: 'personas/{{id}}.md', transform: (_, answers) => persona(answers) }],
  });
}
