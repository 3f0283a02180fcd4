import clsx from 'clsx';
import { useEffect, useRef } from 'react';
import type { Decision } from '@/bridge/types';
import { EnvironmentBadge } from '@/ui/badges';
import { refusal } from '@/ui/guarded-button';
import { StatusShape } from '@/ui/status';
import { answerOf, type Line, reasonsOf } from './narrow';

const head = 'sticky top-0 z-10 h-8 border-line border-b bg-surface text-left font-medium text-12 text-muted';

interface MatrixProps {
  lines: readonly Line[];
  /** The action that a link was about. */
  marked: string | undefined;
  /** The environment of the marked action whose answer is explained. */
  picked: string | undefined;
  onPick: (action: string, environment: string) => void;
}

/** One line an action, one column an environment; a cell leads to how its answer came about. */
export function Matrix({ lines, marked, picked, onPick }: MatrixProps) {
  const row = useRef<HTMLTableRowElement>(null);
  const come = useRef(true);
  const environments = lines[0]?.cells.map((cell) => cell.environment) ?? [];
  useEffect(() => {
    // Where a link leads is brought to the middle; what is picked here stays where it is.
    if (marked) row.current?.scrollIntoView({ block: come.current ? 'center' : 'nearest' });
    come.current = false;
  }, [marked]);
  return (
    <table aria-label="Duties" className="w-full table-fixed border-separate border-spacing-0">
      <thead>
        <tr>
          <th className={`${head} w-2/5 px-4`}>Action</th>
          {environments.map((name) => (
            <th key={name} className={`${head} px-2.5`}>
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
            <td className="border-line/60 border-b px-4 py-1.5">
              {line.title} <span className="mono text-faint">{line.action}</span>
              {reasonsOf(line.cells).map((reason) => (
                <p key={reason} className="text-12 text-muted">
                  {reason}.
                </p>
              ))}
            </td>
            {line.cells.map(({ environment, decision }) => (
              <td key={environment} className="h-px border-line/60 border-b p-0.5">
                <button
                  type="button"
                  aria-pressed={line.action === marked && environment === picked}
                  title={decision.allowed ? decision.held || undefined : refusal(decision)}
                  onClick={() => onPick(line.action, environment)}
                  className="flex h-full w-full items-start rounded-sm px-2 py-1 text-left hover:bg-hover aria-pressed:bg-surface aria-pressed:outline aria-pressed:outline-accent"
                >
                  <span className="sr-only">
                    {line.title} in {environment}:{' '}
                  </span>
                  <Cell decision={decision} />
                </button>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const looks = {
  May: { shape: 'check', tone: 'ok' },
  Held: { shape: 'pause', tone: 'attention' },
  'May not': { shape: 'barred', tone: 'held' },
} as const;

const Cell = ({ decision }: { decision: Decision }) => (
  <span className="flex min-w-0 gap-2">
    <span className="pt-1">
      <StatusShape {...looks[answerOf(decision)]} />
    </span>
    <span className="min-w-0">
      <span className={decision.allowed ? 'font-medium' : 'text-muted'}>{answerOf(decision)}</span>{' '}
      <span className="mono block truncate text-faint">{decision.rule || 'no rule'}</span>
    </span>
  </span>
);
