import clsx from 'clsx';
import { useEffect, useRef } from 'react';
import type { Decision, MatrixCell } from '@/bridge/types';
import { EnvironmentBadge } from '@/ui/badges';
import { refusal } from '@/ui/guarded-button';
import { StatusShape } from '@/ui/status';

interface Line {
  action: string;
  title: string;
  cells: MatrixCell[];
}

/** The answers as lines: one an action, its environments in the fleet's order. */
export function linesOf(cells: readonly MatrixCell[]): Line[] {
  const lines = new Map<string, Line>();
  for (const cell of cells) {
    const line = lines.get(cell.action) ?? { action: cell.action, title: cell.title, cells: [] };
    line.cells.push(cell);
    lines.set(cell.action, line);
  }
  return [...lines.values()];
}

interface Span {
  first: MatrixCell;
  span: number;
}

/** Neighbours with the same answer share one cell: what is the same is said once. */
export function merged(cells: readonly MatrixCell[]): Span[] {
  const spans: Span[] = [];
  for (const cell of cells) {
    const last = spans.at(-1);
    if (last && JSON.stringify(last.first.decision) === JSON.stringify(cell.decision)) last.span += 1;
    else spans.push({ first: cell, span: 1 });
  }
  return spans;
}

const head = 'sticky top-0 z-10 h-8 border-line border-b bg-surface px-4 text-left font-medium text-12 text-muted';

export function Matrix({ cells, marked }: { cells: readonly MatrixCell[]; marked: string | undefined }) {
  const row = useRef<HTMLTableRowElement>(null);
  const lines = linesOf(cells);
  const environments = [...new Set(cells.map((cell) => cell.environment))];
  useEffect(() => {
    if (marked) row.current?.scrollIntoView({ block: 'center' });
  }, [marked]);
  return (
    <table aria-label="Duties" className="w-full table-fixed border-separate border-spacing-0">
      <thead>
        <tr>
          <th className={`${head} w-70`}>Action</th>
          {environments.map((name) => (
            <th key={name} className={head}>
              <EnvironmentBadge name={name || 'any'} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr
            key={line.action}
            ref={line.action === marked ? row : undefined}
            className={clsx('align-top', line.action === marked && 'bg-accent-soft')}
          >
            <td className="border-line/60 border-b px-4 py-2">
              {line.title}
              <p className="mono text-faint">{line.action}</p>
            </td>
            {merged(line.cells).map(({ first, span }) => (
              <td key={first.environment} colSpan={span} className="border-line/60 border-b px-4 py-2">
                <Answer decision={first.decision} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Answer = ({ decision }: { decision: Decision }) => (
  <div className="flex gap-2">
    <span className="pt-1">
      <StatusShape shape={decision.allowed ? 'check' : 'barred'} tone={decision.allowed ? 'ok' : 'held'} />
    </span>
    <div className="min-w-0">
      <span className={decision.allowed ? 'font-medium' : 'text-muted'}>
        {decision.allowed ? 'May' : refusal(decision)}
      </span>
      {decision.rule ? <p className="mono truncate text-faint">{decision.rule}</p> : null}
    </div>
  </div>
);
