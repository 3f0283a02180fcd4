import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { placeAt } from './place';
import { keyAt, keysAt, parseSchema, valuesAt } from './schema';

/** The place at the mark of a text. */
const at = (text: string) => {
  const lines = text.split('\n');
  const line = lines.findIndex((l) => l.includes('|'));
  return placeAt(
    lines.map((l) => l.replace('|', '')),
    line,
    (lines[line] ?? '').indexOf('|'),
  );
};

describe('where a cursor stands in half a text', () => {
  it.each([
    ['a key at the top', 'name: a\ncl|', [], undefined, 'cl', ['name']],
    ['an empty line at the top', 'clusters:\n  - {name: a}\n|', [], undefined, '', ['clusters']],
    ['a key of an item', 'environments:\n  - name: dev\n    clu|', ['environments'], undefined, 'clu', ['name']],
    ['the first key of an item', 'environments:\n  - name: dev\n  - n|', ['environments'], undefined, 'n', []],
    ['items as deep as their key', 'environments:\n- name: dev\n- |', ['environments'], undefined, '', []],
    ['the value of a key', 'git:\n  - name: a\n    kind: gi|', ['git'], 'kind', 'gi', []],
    ['a key between brackets', 'git:\n  - {name: a, ki|', ['git'], undefined, 'ki', ['name']],
    ['a value between brackets', 'git:\n  - {name: a, kind: |', ['git'], 'kind', '', []],
    ['an item between brackets', 'people:\n  - {name: Olga, roles: [op|', ['people'], 'roles', 'op', []],
    ['the second of them', 'people:\n  - {name: Olga, roles: [devops, |', ['people'], 'roles', '', []],
    ['brackets in one line', 'argocd: [{name: a, u|', ['argocd'], undefined, 'u', ['name']],
    ['a quoted bracket is none', 'clusters:\n  - {name: "a{b", s|', ['clusters'], undefined, 's', ['name']],
    ['a role', 'roles:\n  developer: [a]\n  de|', ['roles'], undefined, 'de', ['developer']],
  ] as const)('%s', (_name, text, path, key, word, beside) => {
    expect(at(text)).toMatchObject({ path, key, word, beside });
  });

  it('a comment is no place', () => {
    expect(at('name: a # cl|')).toBeUndefined();
  });
});

describe('what the schema says there', () => {
  const schema = parseSchema(readFileSync('../docs/sluice.schema.json', 'utf8'));

  it('names the keys, the needed ones first', () => {
    expect(keysAt(schema, ['git']).map(({ key }) => key)).toEqual([
      'name',
      'url',
      'kind',
      'hint',
      'ca',
      'insecure',
      'repositories',
    ]);
    expect(keysAt(schema, ['roles']).map(({ key }) => key)).toContain('operations');
    expect(keysAt(schema, ['customers'])).toEqual([]);
  });

  it('describes a key where it stands, with its own words before the shared ones', () => {
    expect(keyAt(schema, ['environments'], 'cluster')?.description).toMatch(/cluster that it lies on/);
    expect(keyAt(schema, ['vault'], 'url')?.description).toMatch(/holds no login/);
    expect(keyAt(schema, ['vault'], 'colour')).toBeUndefined();
  });

  it.each([
    [[], 'kind', ['Fleet']],
    [['git'], 'kind', ['github', 'gitlab', 'gitea']],
    [['environments'], 'production', ['true', 'false']],
    [['people'], 'roles', ['developer', 'devops', 'platform', 'operations', 'support']],
    [['people'], 'name', []],
  ] as const)('%s %s', (path, key, values) => {
    expect(valuesAt(schema, path, key)).toEqual(values);
  });
});
