import type { Decision, Facet, MatrixCell } from '@/bridge/types';

/** One action and its answers, in the fleet's order of environments. */
export interface Line {
  action: string;
  title: string;
  kind: string;
  cells: MatrixCell[];
}

/** The answers as lines: one an action, its environments in the fleet's order. */
export function linesOf(cells: readonly MatrixCell[]): Line[] {
  const lines = new Map<string, Line>();
  for (const cell of cells) {
    const { action, title, kind } = cell;
    const line = lines.get(action) ?? { action, title, kind, cells: [] };
    line.cells.push(cell);
    lines.set(action, line);
  }
  return [...lines.values()];
}

/** Why not, each rule's reason once: it stands beside the action, so that the cells can be short. */
export const reasonsOf = (cells: readonly MatrixCell[]): string[] => [
  ...new Set(cells.filter(({ decision }) => !decision.allowed && decision.rule).map(({ decision }) => decision.reason)),
];

/** The answer in a word. */
export const answerOf = (decision: Decision): 'May' | 'May not' | 'Held' =>
  decision.allowed ? (decision.held ? 'Held' : 'May') : 'May not';

/** What narrows the matrix. */
export interface Narrowing {
  text: string;
  kinds: string[];
  environments: string[];
  answers: string[];
}

export const everything: Narrowing = { text: '', kinds: [], environments: [], answers: [] };

/** The lines that fit: by words, by what the action is done to, by environment, by answer. */
export function narrow(lines: readonly Line[], { text, kinds, environments, answers }: Narrowing): Line[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.flatMap((line) => {
    const cells = line.cells.filter(
      ({ environment }) => environments.length === 0 || environments.includes(environment),
    );
    const said = [
      line.action,
      line.title,
      line.kind,
      ...cells.flatMap(({ decision }) => [decision.rule, decision.reason]),
    ]
      .join(' ')
      .toLowerCase();
    const fits =
      words.every((word) => said.includes(word)) &&
      (kinds.length === 0 || kinds.includes(line.kind)) &&
      (answers.length === 0 || cells.some(({ decision }) => answers.includes(answerOf(decision))));
    return fits && cells.length > 0 ? [{ ...line, cells }] : [];
  });
}

/** The values of one aspect of the cells and how many have each, as a filter shows them. */
export function facetOf(column: string, cells: readonly MatrixCell[], of: (cell: MatrixCell) => string): Facet {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(of(cell), (counts.get(of(cell)) ?? 0) + 1);
  return { column, counts: [...counts].map(([value, rows]) => ({ value, rows })) };
}
