import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { FleetProblem } from '@/bridge/types';
import { completions, descriptions } from './assist';
import { look } from './look';
import { mark, offsetOf } from './problems';
import type { SchemaPart } from './schema';

export interface EditorProps {
  name: string;
  text: string;
  onText: (text: string) => void;
  problems: readonly FleetProblem[];
  /** Where to go; another object goes there again. */
  goTo: { line: number; column: number } | undefined;
  readOnly: boolean;
  schema: SchemaPart | undefined;
}

/** A YAML editor that knows the fleet's schema. What is typed is history of its own: undo goes on after saving. */
export default function Editor({ name, text, onText, problems, goTo, readOnly, schema }: EditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ text, onText });
  useEffect(() => {
    latest.current.onText = onText;
  });
  const parts = useRef({ readOnly: new Compartment(), schema: new Compartment() });

  useEffect(() => {
    const made = new EditorView({
      parent: box.current ?? document.body,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          lineNumbers(),
          lintGutter(),
          highlightActiveLineGutter(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          history(),
          drawSelection(),
          indentOnInput(),
          indentUnit.of('  '),
          bracketMatching(),
          closeBrackets(),
          yaml(),
          look,
          EditorView.contentAttributes.of({ 'aria-label': name, spellcheck: 'false' }),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap]),
          parts.current.readOnly.of([]),
          parts.current.schema.of([]),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            latest.current.text = update.state.doc.toString();
            latest.current.onText(latest.current.text);
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [name]);

  useEffect(() => {
    if (!view.current || text === latest.current.text) return;
    // Another text from outside replaces this one as a change that can be undone.
    view.current.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    view.current?.dispatch({
      effects: parts.current.readOnly.reconfigure([
        EditorState.readOnly.of(readOnly),
        EditorView.editable.of(!readOnly),
        // What cannot be written is read by the keyboard all the same.
        readOnly ? EditorView.contentAttributes.of({ tabindex: '0' }) : [],
      ]),
    });
  }, [readOnly]);
  useEffect(() => {
    if (!schema) return;
    view.current?.dispatch({
      effects: parts.current.schema.reconfigure([
        autocompletion({ override: [completions(schema)], icons: false }),
        descriptions(schema),
      ]),
    });
  }, [schema]);
  useEffect(() => {
    if (view.current) mark(view.current, problems);
  }, [problems]);
  useEffect(() => {
    if (!view.current || !goTo) return;
    const anchor = offsetOf(view.current.state.doc, goTo);
    view.current.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
    view.current.focus();
  }, [goTo]);

  return <div ref={box} className="selectable h-full min-h-0" />;
}
