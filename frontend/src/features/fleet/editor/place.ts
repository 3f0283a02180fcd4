/** Where a cursor stands in a YAML text that may be half written: no tree is needed, only its indentation. */
export interface Place {
  /** Keys from the top to here; lists are stepped through. */
  path: string[];
  /** The key whose value is being written; nothing while a key is. */
  key: string | undefined;
  /** Keys that stand beside this one already. */
  beside: string[];
  /** The word under way, and the column it begins at, from 0. */
  word: string;
  from: number;
}

const keyOf = (text: string) => /^(?:"([^"]*)"|'([^']*)'|([\w./-]+))\s*:(?:\s|$)/.exec(text)?.slice(1).find(Boolean);

/** The place at a column of a line; lines end before it. */
export function placeAt(lines: readonly string[], line: number, column: number): Place | undefined {
  const before = (lines[line] ?? '').slice(0, column);
  if (/(^|\s)#/.test(withoutQuoted(before))) return undefined;
  const block = blockOf(before);
  const flow = flowOf(block.content);
  const outer = ancestors(lines, line, block);
  if (!flow) {
    const key = keyOf(block.content);
    if (key === undefined) return word(outer.path, undefined, outer.beside, before, block.content);
    const value = block.content.slice(block.content.indexOf(':') + 1).trimStart();
    return word(outer.path, key, [], before, value);
  }
  const path = [...outer.path, ...flow.path];
  if (flow.key !== undefined) return word(path, flow.key, [], before, flow.rest);
  const last = path.at(-1);
  if (flow.list && last !== undefined) return word(path.slice(0, -1), last, [], before, flow.rest);
  return word(path, undefined, flow.beside, before, flow.rest);
}

function word(path: string[], key: string | undefined, beside: string[], before: string, written: string): Place {
  const text = /["']?[\w./*-]*$/.exec(written)?.[0] ?? '';
  return { path, key, beside, word: text, from: before.length - text.length };
}

interface Block {
  indent: number;
  /** Where the dash stands, for the first line of a list's item. */
  dash: number | undefined;
  content: string;
}

function blockOf(line: string): Block {
  const [, blanks = '', dashes = '', content = ''] = /^( *)((?:- +)*)(.*)$/.exec(line) ?? [];
  return {
    indent: blanks.length + dashes.length,
    dash: dashes ? blanks.length : undefined,
    content: content === '-' ? '' : content,
  };
}

/** The keys above a line, and those beside what is written in it. */
function ancestors(lines: readonly string[], line: number, at: Block): { path: string[]; beside: string[] } {
  const path: string[] = [];
  const beside: string[] = [];
  let { indent, dash } = at;
  for (let up = line - 1; up >= 0; up--) {
    const text = lines[up] ?? '';
    if (/^\s*(#|$)/.test(text)) continue;
    const above = blockOf(text);
    const key = keyOf(above.content);
    if (dash === undefined && path.length === 0 && above.indent === indent && key !== undefined) beside.push(key);
    const outer = dash === undefined ? above.indent < indent : above.indent <= dash && above.dash === undefined;
    if (outer && key !== undefined) {
      path.unshift(key);
      ({ indent, dash } = above);
    } else if (dash === undefined && above.indent === indent && above.dash !== undefined) {
      dash = above.dash; // this item begins here: what is above belongs to the others
    }
  }
  return { path, beside };
}

interface Flow {
  path: string[];
  key: string | undefined;
  list: boolean;
  beside: string[];
  rest: string;
}

/** The innermost bracket that is open at the end of a text, and what stands in it. */
function flowOf(content: string): Flow | undefined {
  const open: { list: boolean; keys: string[]; key: string | undefined; from: number }[] = [];
  const first = keyOf(content);
  const text = withoutQuoted(content);
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    const top = open.at(-1);
    if (c === '{' || c === '[') open.push({ list: c === '[', keys: [], key: undefined, from: i + 1 });
    else if (c === '}' || c === ']') open.pop();
    else if (top && c === ',') Object.assign(top, { key: undefined, from: i + 1 });
    else if (top && !top.list && c === ':' && top.key === undefined) {
      top.key = content.slice(top.from, i).trim().replace(/["']/g, '');
      top.keys.push(top.key);
      top.from = i + 1;
    }
  }
  const inner = open.at(-1);
  if (!inner) return undefined;
  const path = open.slice(0, -1).flatMap(({ key }) => (key === undefined ? [] : [key]));
  return {
    path: first === undefined ? path : [first, ...path],
    key: inner.list ? undefined : inner.key,
    list: inner.list,
    beside: inner.keys,
    rest: content.slice(inner.from).trimStart(),
  };
}

/** A text in which nothing quoted can be taken for punctuation. */
const withoutQuoted = (text: string) => text.replace(/"[^"]*"|'[^']*'/g, (quoted) => '_'.repeat(quoted.length));
