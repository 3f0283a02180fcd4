import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { FleetProblem } from '@/bridge/types';

/** Where a problem stands in a text. The backend counts columns in characters, the editor in UTF-16 units. */
export function offsetOf(doc: Text, problem: Pick<FleetProblem, 'line' | 'column'>): number {
  const line = doc.line(Math.min(Math.max(problem.line, 1), doc.lines));
  const before = [...line.text].slice(0, problem.column - 1).join('');
  return line.from + Math.min(before.length, line.length);
}

/** Marks problems in the text, each as far as its word goes. */
export function mark(view: EditorView, problems: readonly FleetProblem[]): void {
  const { doc } = view.state;
  const marks = problems.map((problem): Diagnostic => {
    const from = offsetOf(doc, problem);
    const line = doc.lineAt(from);
    const word = /^("[^"]*"|'[^']*'|[^\s,\]}]+)/.exec(line.text.slice(from - line.from))?.[0] ?? '';
    return { from, to: from + word.length, severity: 'error', message: problem.detail };
  });
  view.dispatch(setDiagnostics(view.state, marks));
}
