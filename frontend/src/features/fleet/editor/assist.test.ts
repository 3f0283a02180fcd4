import { readFileSync } from 'node:fs';
import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState, Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { completions, described } from './assist';
import { offsetOf } from './problems';
import { parseSchema } from './schema';

const schema = parseSchema(readFileSync('../docs/sluice.schema.json', 'utf8'));

const offered = (text: string, explicit = false) => {
  const pos = text.indexOf('|');
  const state = EditorState.create({ doc: text.replace('|', '') });
  return completions(schema)(new CompletionContext(state, pos, explicit))?.options.map(({ label }) => label);
};

describe('what the editor offers', () => {
  it.each([
    ['keys that are not there yet', 'kind: Fleet\nn|', false, ['apiVersion', 'name', 'environments']],
    ['the keys of an item', 'vault:\n  - {name: a, u|', false, ['url', 'hint', 'ca']],
    ['the values of a key', 'siem:\n  - {name: a, kind: |', false, ['https', 'syslog', 'otlp']],
    ['roles', 'roles:\n  o|', false, ['developer', 'devops', 'platform']],
    ['everything when asked on an empty line', 'git:\n  - |', true, ['name', 'url', 'kind']],
  ] as const)('%s', (_name, text, explicit, first) => {
    expect(offered(text, explicit)?.slice(0, 3)).toEqual(first);
  });

  it.each([
    ['nothing on an empty line by itself', 'git:\n  - |'],
    ['nothing in a comment', '# ki|'],
    ['nothing where the schema leaves it open', 'name: a|'],
  ])('%s', (_name, text) => {
    expect(offered(text)).toBeUndefined();
  });
});

describe('what the editor explains', () => {
  const text = 'environments:\n  - {name: dev, cluster: harbor}\n';
  const state = EditorState.create({ doc: text });

  it.each([
    ['a key at the top', 'environments', /promotion order/],
    ['a key of an item', 'cluster', /cluster that it lies on/],
  ])('%s', (_name, word, says) => {
    expect(described(schema, state, text.indexOf(word) + 2)?.text).toMatch(says);
  });

  it('a value has no explanation', () => {
    expect(described(schema, state, text.indexOf('harbor') + 1)).toBeNull();
  });
});

describe('where a problem stands', () => {
  const doc = Text.of(['name: a', 'x: "🚢", y: b', '']);
  it.each([
    ['columns count characters, not halves of them', { line: 2, column: 9 }, 8 + 9],
    ['a line beyond the text is its last', { line: 9, column: 1 }, doc.length],
    ['a column beyond the line is its end', { line: 1, column: 99 }, 7],
  ])('%s', (_name, problem, offset) => {
    expect(offsetOf(doc, problem)).toBe(offset);
  });
});
