import clsx from 'clsx';
import { useRef } from 'react';
import { EnvironmentBadge } from '../badges';
import { Status } from '../status';
import { Time } from '../time';
import type { Column } from './columns';

interface CellProps {
  column: Column;
  value: string;
  cell: (column: string) => string;
  index: number;
}

/** One cell. When its value changes while it is on screen, it tints for a second. */
export function Cell({ column, value, cell, index }: CellProps) {
  const first = useRef(value);
  return (
    <div
      role="gridcell"
      aria-colindex={index}
      title={column.kind === 'time' || column.render ? undefined : value}
      className={clsx('flex min-w-0 items-center px-2', column.kind === 'number' && 'justify-end')}
    >
      <span
        key={value}
        className={clsx(
          'min-w-0 truncate',
          column.kind === 'environment' && 'flex items-center',
          first.current !== value && '-mx-1 animate-tint rounded-sm px-1',
        )}
      >
        {column.render ? column.render(value, cell) : <Value column={column} value={value} />}
      </span>
    </div>
  );
}

function Value({ column, value }: { column: Column; value: string }) {
  switch (column.kind) {
    case 'status':
      return <Status word={value} />;
    case 'time':
      return <Time at={value} />;
    case 'environment':
      return <EnvironmentBadge name={value} />;
    case 'mono':
      return value ? <span className="mono">{value}</span> : <Nothing />;
    default:
      return value || <Nothing />;
  }
}

const Nothing = () => <span className="text-faint">–</span>;
