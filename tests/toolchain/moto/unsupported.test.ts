import { expect, test } from 'vitest';
import { without } from './unsupported.ts';

const why = 'a test';
const ONE = `resource "aws_a" "one" {
  for_each = {
    x = 1
  }

  name = each.key
  set {
    days  = 7
    newer = 50
  }

  dynamic "tags" {
    for_each = toset(["b"])

    content {
      key = tags.value
    }
  }
}
`;
const OTHER = `resource "aws_b" "one" {
  newer = 50
}
`;

test('a type that is missing keeps its blocks and loses its instances', () => {
  const text = without(`${ONE}\n${OTHER}`, { type: 'aws_a', why });
  expect(text).toContain('resource "aws_a" "one" {\n  for_each = {}\n\n  name = each.key\n');
  expect(text).toContain('    for_each = toset(["b"])');
  expect(without(OTHER, { type: 'aws_b', name: 'two', why })).toBe(OTHER);
  expect(without(OTHER, { type: 'aws_b', why })).toBe('resource "aws_b" "one" {\n  count = 0\n  newer = 50\n}\n');
});

test('an attribute of a type that is missing is null; other types keep theirs', () => {
  const text = '[aws_b.one.arn, data.aws_b.one.parts[0].id, aws_b.many["x"].arn, aws_b.one, aws_bb.one.arn]';
  expect(without(text, { type: 'aws_b', why })).toBe(
    '[coalesce(one(aws_b.one[*].arn), "arn:aws:none:::none"), one(data.aws_b.one[*].parts[0].id), aws_b.many["x"].arn, aws_b.one, aws_bb.one.arn]',
  );
});

test('an argument that is missing goes, at any depth, from its type alone', () => {
  expect(without(`${ONE}\n${OTHER}`, { type: 'aws_a', argument: 'newer', why })).toBe(`${ONE.replace('    newer = 50\n', '')}\n${OTHER}`);
  const text = without(ONE, { type: 'aws_a', argument: 'tags', why });
  expect(text).not.toContain('tags');
  expect(text.endsWith('    newer = 50\n  }\n\n}\n')).toBe(true);
});

test('arguments that come back otherwise are ignored after they were given', () => {
  const once = without(OTHER, { type: 'aws_b', argument: 'newer', drifts: true, why });
  expect(once).toBe('resource "aws_b" "one" {\n  newer = 50\n\n  lifecycle {\n    ignore_changes = [newer]\n  }\n}\n');
  expect(without(once, { type: 'aws_b', argument: 'older', drifts: true, why })).toContain('ignore_changes = [older, newer]');
  const guarded = OTHER.replace('\n}', '\n  lifecycle {\n    prevent_destroy = false\n  }\n}');
  expect(without(guarded, { type: 'aws_b', argument: 'newer', drifts: true, why })).toContain(
    '  lifecycle {\n    ignore_changes = [newer]\n    prevent_destroy = false\n',
  );
});
