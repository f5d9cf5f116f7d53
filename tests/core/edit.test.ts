import { describe, expect, test } from 'vitest';
import { addItem, append, flow, removeItem, setValue, takeOut, unset } from '../../src/core/edit.ts';

const STACK = `# head
name: acme   # the name
region: eu-west-1

environments:
  # first
  dev: { cidr: 10.0.0.0/16 }  # d
  production: { cidr: 10.1.0.0/16, size: ha }

# about services
services:
  api:
    kind: http
    port: 80

# end
decisions: []
mine:
- a
# last`;

/** Lines that differ, as -old and +new. */
function change(edit: (text: string) => string, text = STACK): string[] {
  const [before, after] = [text.split('\n'), edit(text).split('\n')];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `-${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+${line}`),
  ];
}

describe('an edit touches its own bytes only', () => {
  test.each<[string, (text: string) => string, string[]]>([
    ['replace a scalar, comment stays', (text) => setValue(text, ['name'], 'x'), ['-name: acme   # the name', '+name: x   # the name']],
    [
      'set inside a flow map',
      (text) => setValue(text, ['environments', 'dev', 'region'], 'eu-west-3'),
      ['-  dev: { cidr: 10.0.0.0/16 }  # d', '+  dev: { cidr: 10.0.0.0/16, region: eu-west-3 }  # d'],
    ],
    ['set inside a block map', (text) => setValue(text, ['services', 'api', 'language'], 'node'), ['+    language: node']],
    ['replace in a block map', (text) => setValue(text, ['services', 'api', 'port'], 90), ['-    port: 80', '+    port: 90']],
    [
      'add before another',
      (text) => addItem(text, ['environments'], { name: 'staging', value: { cidr: '10.2.0.0/16' }, before: 'production' }),
      ['+  staging: { cidr: 10.2.0.0/16 }'],
    ],
    [
      'add at the end',
      (text) => addItem(text, ['services'], { name: 'pay', value: { uses: ['postgres'] } }),
      ['+  pay: { uses: [postgres] }'],
    ],
    [
      'append to an empty flow list',
      (text) => append(text, 'decisions', { number: 200 }),
      ['-decisions: []', '+decisions: [{ number: 200 }]'],
    ],
    ['append to a block list', (text) => append(text, 'mine', 'b'), ['+- b']],
    ['unset', (text) => unset(text, ['region']), ['-region: eu-west-1']],
    ['a new field goes to the end of the fields', (text) => setValue(text, ['branch'], 'trunk'), ['+branch: trunk']],
  ])('%s', (_name, edit, lines) => expect(change(edit)).toEqual(lines));

  test('adding and removing are inverse', () => {
    const more = addItem(addItem(STACK, ['services'], { name: 'pay', value: {} }), ['environments'], {
      name: 'x',
      value: { a: 1 },
      before: 'dev',
    });
    expect(removeItem(removeItem(more, ['services'], 'pay'), ['environments'], 'x')).toBe(STACK);
  });

  test('in a flow map too', () => {
    const text = 'services: { a: {}, b: {} }  # s\n';
    const more = addItem(text, ['services'], { name: 'c', value: { port: 1 } });
    expect(more).toBe('services: { a: {}, b: {}, c: { port: 1 } }  # s\n');
    expect(removeItem(more, ['services'], 'c')).toBe(text);
    expect(removeItem(text, ['services'], 'a')).toBe('services: { b: {} }  # s\n');
  });

  test('the last one leaves an empty map, and one can be added again', () => {
    const empty = removeItem(STACK, ['services'], 'api');
    expect(empty).toContain('\nservices: {}\n\n# end\n');
    expect(addItem(empty, ['services'], { name: 'b', value: {} })).toContain('services: { b: {} }\n');
  });

  test('the last one of a block takes its own line only: comments and an anchor stay', () => {
    const text = 'environments:\n  dev: &d # why\n    # theirs\n    size: ha\n  test: *d\n';
    expect(unset(text, ['environments', 'dev', 'size'])).toBe('environments:\n  dev: &d {} # why\n    # theirs\n  test: *d\n');
  });

  test.each([
    ['in JSON', '{ "name": "a" }\n', '{ "name": "a", services: { b: { port: 1 } } }\n'],
    ['before the end of the document', 'name: a\n...\n', 'name: a\nservices:\n  b: { port: 1 }\n...\n'],
    ['below indented fields', '  name: a\n', '  name: a\n  services:\n    b: { port: 1 }\n'],
  ])('the first item of a kind comes %s', (_where, text, after) =>
    expect(addItem(text, ['services'], { name: 'b', value: { port: 1 } })).toBe(after),
  );

  test('line ends and a missing final newline stay as they are', () => {
    const windows = STACK.replaceAll('\n', '\r\n');
    expect(addItem(windows, ['services'], { name: 'pay', value: {} })).toContain('    port: 80\r\n  pay: {}\r\n\r\n# end');
    expect(setValue('name: a', ['branch'], 'b')).toBe('name: a\nbranch: b\n');
    expect(takeOut('features: [a, b]\n', 'features', 'a')).toBe('features: [b]\n');
  });

  test('values are written so that YAML reads them back', () => {
    expect(flow({ a: 'true', b: '1', c: ['x, y', '@z'], d: null, e: true })).toBe(
      '{ a: "true", b: "1", c: ["x, y", "@z"], d: null, e: true }',
    );
  });

  test('what is not there is named', () => {
    expect(() => removeItem(STACK, ['services'], 'x')).toThrow('services has no x.');
    expect(() => addItem(STACK, ['services'], { name: 'api', value: {} })).toThrow('services has api already.');
  });
});
