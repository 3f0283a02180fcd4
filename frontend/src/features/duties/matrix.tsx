import clsx from 'clsx';
import { useEffect, useRef } from 'react';
import type { Decision, MatrixCell } from '@/bridge/types';
import { EnvironmentBadge } from '@/ui/badges';
import { whoMay } from '@/ui/guarded-button';
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

/** Why not, each reason once: it stands beside the action, so that the cells can be short. */
export const reasonsOf = (cells: readonly MatrixCell[]): string[] => [
  ...new Set(cells.filter(({ decision }) => !decision.allowed).map(({ decision }) => decision.reason)),
];

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
          <th className={`${head} w-105`}>Action</th>
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
              {line.title} <span className="mono text-faint">{line.action}</span>
              {reasonsOf(line.cells).map((reason) => (
                <p key={reason} className="text-12 text-muted">
                  {reason}.
                </p>
              ))}
            </td>
            {line.cells.map(({ environment, decision }) => (
              <td key={environment} className="border-line/60 border-b px-4 py-2">
                <Answer decision={decision} />
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
        {decision.allowed ? 'May' : (whoMay(decision) ?? 'Nobody may')}
      </span>
      {decision.rule ? <p className="mono truncate text-faint">{decision.rule}</p> : null}
    </div>
  </div>
);
