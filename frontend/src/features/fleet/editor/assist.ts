import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  startCompletion,
} from '@codemirror/autocomplete';
import type { EditorState, Text } from '@codemirror/state';
import { type EditorView, hoverTooltip } from '@codemirror/view';
import { placeAt } from './place';
import { keyAt, keysAt, type SchemaPart, valuesAt } from './schema';

/** The line and column of a position, and the lines up to it. */
function linesTo(doc: Text, pos: number): { lines: string[]; line: number; column: number } {
  const at = doc.lineAt(pos);
  const lines: string[] = [];
  for (let n = 1; n <= at.number; n++) lines.push(doc.line(n).text);
  return { lines, line: at.number - 1, column: pos - at.from };
}

/** What may be written here, by the schema. */
export const completions =
  (schema: SchemaPart) =>
  (context: CompletionContext): CompletionResult | null => {
    const { lines, line, column } = linesTo(context.state.doc, context.pos);
    const place = placeAt(lines, line, column);
    if (!place || (place.word === '' && !context.explicit && place.key === undefined)) return null;
    const options =
      place.key === undefined ? keyOptions(schema, place.path, place.beside) : valueOptions(schema, place);
    if (options.length === 0) return null;
    return { from: context.state.doc.line(line + 1).from + place.from, options, validFor: /^[\w.-]*$/ };
  };

const keyOptions = (schema: SchemaPart, path: readonly string[], beside: readonly string[]): Completion[] =>
  keysAt(schema, path)
    .filter(({ key }) => !beside.includes(key))
    .map(({ key, part }, i) => ({
      label: key,
      type: 'property',
      boost: -i,
      info: part.description ?? '',
      apply: (view: EditorView, _completion: Completion, from: number, to: number) => {
        const insert = `${key}: `;
        view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length } });
        startCompletion(view);
      },
    }));

const valueOptions = (schema: SchemaPart, { path, key }: { path: readonly string[]; key: string | undefined }) =>
  valuesAt(schema, path, key ?? '').map((label, i): Completion => ({ label, type: 'enum', boost: -i }));

/** The description of the key that lies at a position. */
export function described(
  schema: SchemaPart,
  state: EditorState,
  pos: number,
): { from: number; to: number; text: string } | null {
  const { from, text } = state.doc.lineAt(pos);
  for (const found of text.matchAll(/[\w-]+(?=\s*:)/g)) {
    const start = from + found.index;
    if (pos < start || pos > start + found[0].length) continue;
    const { lines, line, column } = linesTo(state.doc, start);
    const place = placeAt(lines, line, column);
    const description = place && place.key === undefined && keyAt(schema, place.path, found[0])?.description;
    return description ? { from: start, to: start + found[0].length, text: description } : null;
  }
  return null;
}

/** Says what a key is for while the mouse rests on it. */
export const descriptions = (schema: SchemaPart) =>
  hoverTooltip((view, pos) => {
    const found = described(schema, view.state, pos);
    if (!found) return null;
    return {
      pos: found.from,
      end: found.to,
      create: () => {
        const dom = document.createElement('div');
        dom.className = 'cm-description';
        dom.textContent = found.text;
        return { dom };
      },
    };
  });
