import { describe, expect, test } from 'vitest';
import { compile, ready } from '../../src/core/compile.ts';
import { pinned, render, type Rendered } from '../../src/core/render.ts';

const from = (text: string, scope: Record<string, unknown> = {}): Rendered => render(ready(compile(text, 'a.hbs')), scope, 'a.hbs');

/** Snippets of languages that use braces, backslashes, percent signs and dollars for themselves. */
const CORPUS: Readonly<Record<string, string>> = {
  'GitHub Actions':
    "jobs:\n  a:\n    if: ${{ github.ref == 'refs/heads/main' && !contains(needs.*.result, 'failure') }}\n    run: echo \"${{ toJSON(matrix) }}\" \\\n      && echo '{{ no }}'\n",
  GitLab:
    'rules:\n  - if: \'$CI_COMMIT_BRANCH =~ /^release\\/.*$/\'\n    variables: { A: "$[[ inputs.x ]]" }\n  - !reference [.a, script]\n',
  Helm: '{{- if and .Values.a (not .Values.b) }}\nname: {{ include "x.name" . | quote }}\n{{- end -}}\n{{/* comment */}}\n{{- range $k, $v := .Values.m }}\n{{ $k }}: {{ $v | toYaml | nindent 4 }}\n{{- end }}\n',
  Argo: "template: '{{ .name }}-{{index .path.segments 1}}'\ngoTemplateOptions: [missingkey=error]\nvalue: \"{{workflow.parameters.a}}{{=sprig.trim('x')}}\"\n",
  Prometheus:
    'expr: sum by (job) (rate(http_requests_total{code=~"5..",job!="a\\\\.b"}[5m])) > 0\nannotations:\n  summary: "{{ $labels.job }} {{ $value | humanizePercentage }} 50% > 1%"\n',
  Grafana: '{"expr":"rate({app=\\"api\\"} |= `x` | json | line_format \\"{{.msg}}\\"[$__rate_interval])","title":"${env:text} [[old]]"}\n',
  'Go template': '{{define "T"}}{{with $x := "}}"}}{{printf "%d%%" 3}}{{end}}{{end}}\n',
  Jinja: '{% for a in b %}{{ a|e }}{# note #}{% endfor %}\n{%- raw -%}{{ x }}{%- endraw -%}\n',
  shell: 'a="${b:-${c%%.*}}"; printf \'%s\\n\' "${a//\\//_}" "$((1 % 2))" <<EOF\n\\{\nEOF\nfind . -exec rm {} \\;\n',
  HCL: 'a = "${var.x}-%{ if var.y }z%{ endif }"\nb = jsonencode({ c = "$${literal}" })\nd = "C:\\\\x"\n',
  Handlebars: '{{#each xs as |x|}}{{{raw}}}{{> part}}{{/each}}{{!-- c --}}\\{{escaped}}{{{{raw}}}}{{{{/raw}}}}\n',
  'percent signs': '100%>50% <  % a %> b\n',
  'NUL and controls': 'a\0b\u0001c\tX\u000Bz\n',
};

describe('literal text passes through byte for byte', () => {
  const shapes: readonly (readonly [string, (text: string) => string])[] = [
    ['as it is', (text) => text],
    ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['with a BOM', (text) => `\uFEFF${text}`],
    ['without a final newline', (text) => text.trimEnd()],
  ];
  test.each(Object.keys(CORPUS).flatMap((name) => shapes.map(([shape]) => [name, shape] as const)))('%s %s', (name, shape) => {
    const text = shapes.find(([one]) => one === shape)![1](CORPUS[name]!);
    expect(from(text).text).toBe(text);
    expect(from(`<% a %>${text}<% a %>`, { a: '{{ \\ }}' }).text).toBe(`{{ \\ }}${text}{{ \\ }}`);
  });

  test('all of it in one file, between tags', () => {
    const all = Object.values(CORPUS).join('');
    expect(from(`<%#if yes%>\n${all}<%/if%>\n`, { yes: true }).text).toBe(all);
  });
});

describe('tags', () => {
  const scope = { name: 'acme', list: ['b', 'a'], none: null, nested: { deep: 'x' }, on: true };
  test.each([
    ['<% name %>', 'acme'],
    ['<%name%>', 'acme'],
    ['a <%~ name ~%> b', 'aacmeb'],
    ['<%! a comment with {{ }} %>x', 'x'],
    ['<%!-- a %> b --%>x', 'x'],
    ['<%#each list as |x|%>\n- <% x %>\n<%/each%>\n', '- b\n- a\n'],
    ['<%#each list as |x i|%><% i %><% x %><%/each%>', '0b1a'],
    ['<%#each list%><% this %><% @root.name %><%/each%>', 'bacmeaacme'],
    ['<%#if none%>yes<%else%>no<%/if%>', 'no'],
    ['<%#with nested as |n|%><% n.deep %><%/with%>', 'x'],
    ['<%#if (eq name "acme")%>same<%/if%>', 'same'],
    ['<%#if (includes list "a")%>in<%/if%>', 'in'],
    ['<% join list ", " %>', 'b, a'],
    ['<% join list " %> " %>', 'b %> a'],
    ['<% json nested %>', '{"deep":"x"}'],
    ['<% hcl list %>', '["b", "a"]'],
    ['<% lookup nested "deep" %>', 'x'],
    ['<% none %>', ''],
    ['<%#if nested.a.b.c%>yes<%else%>no<%/if%>', 'no'],
    ['<%#each list%><% @index %><%/each%>', '01'],
    ['<% nested.[deep] %>', 'x'],
  ])('%s', (text, result) => expect(from(text, scope).text).toBe(result));

  test('values are not escaped for HTML, and are quoted for the language that asks', () => {
    expect(from('<% a %>', { a: '<&">' }).text).toBe('<&">');
    expect(from('<% json a %>', { a: 'x"\n{' }).text).toBe('"x\\"\\n{"');
    expect(from('<% hcl a %>', { a: '${x} %{y}' }).text).toBe('"$${x} %%{y}"');
    expect(from('a:\n  <% indent a 2 %>', { a: 'x\ny\n\nz' }).text).toBe('a:\n  x\n  y\n\n  z');
    const items = [
      { n: 'b', wave: 2, environments: [{ name: 'dev' }] },
      { n: 'a', wave: 1, environments: [{ name: 'dev' }, { name: 'live' }] },
    ];
    const scope = { items, dev: { name: 'dev' }, live: { name: 'live' } };
    expect(from('<%#each (sort (at items dev) "wave") as |i|%><% i.n %><%/each%>', scope).text).toBe('ab');
    expect(from('<%#each (at items live) as |i|%><% i.n %><%/each%>', scope).text).toBe('a');
    expect(from('<% kebab a %> <% snake a %>', { a: 'Runs on GitHub, v2' }).text).toBe('runs-on-github-v2 runs_on_github_v2');
  });
});

describe('errors name file, line and column', () => {
  test.each([
    ['a\n  <% nope %>\n', 'a.hbs:2:6: nope is not in scope.'],
    ['<%#if nope%>x<%/if%>', 'a.hbs:1:7: nope is not in scope.'],
    ['<% nested.nope %>', 'a.hbs:1:4: nested.nope is not in scope.'],
    ['<% nested.a.b %>', 'a.hbs:1:4: nested.a.b is not in scope.'],
    ['x <%#each list as |i|%>\n<% i.nope %><%/each%>', 'a.hbs:2:4: i.nope is not in scope.'],
    ['<%#if a%>', 'unexpected end'],
    ['x <% a b %>', 'a.hbs:1:3: a is no helper.'],
    ['{ \\ <%#if a%>\n<%/each%>', "a.hbs:1:8: if doesn't match each."],
    ['{{\n{{ <% ! %>', 'a.hbs:2:4: unexpected "!"'],
    ['<%> part %>', 'part'],
    ['<%# foo %><%/foo%>', 'foo'],
    ['\uFDD0', 'noncharacter'],
  ])('%j', (text, message) => expect(() => from(text, { nested: {}, list: [{}], a: 1 })).toThrow(message));

  test('a prototype property is no name', () => {
    expect(() => from('<% constructor %>', {})).toThrow('constructor is not in scope');
    expect(() => from('<% a.constructor %>', { a: {} })).toThrow('a.constructor is not in scope');
    expect(() => from('<% __proto__ %>', {})).toThrow('__proto__ is not in scope');
  });
});

describe('versions are marked', () => {
  const scope = { versions: pinned({ checkout: { commit: 'abc', release: 'v7' } }) };
  test('a line with two versions is known with its literal parts', () => {
    expect(from('a\n- uses: x@<% versions.checkout.commit %> # <% versions.checkout.release %>\n', scope)).toEqual({
      text: 'a\n- uses: x@abc # v7\n',
      pins: [{ line: 1, parts: ['- uses: x@', 'abc', ' # ', 'v7', ''] }],
    });
  });
  test('a version inside a JSON text keeps its mark', () => {
    expect(from('<% json versions.checkout.release %>', scope).pins).toEqual([{ line: 0, parts: ['"', 'v7', '"'] }]);
  });
  test('a version compares by its text', () => expect(from('<%#if (eq versions.checkout.release "v7")%>x<%/if%>', scope).text).toBe('x'));
});
