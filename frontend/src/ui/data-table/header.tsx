import clsx from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { type Column, template } from './columns';

interface HeaderProps {
  columns: readonly Column[];
  sort: string;
  descending: boolean;
  onSort: (column: string) => void;
  onResize: (column: string, width: number) => void;
}

export function Header({ columns, sort, descending, onSort, onResize }: HeaderProps) {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-10 grid h-7 border-line border-b bg-surface"
      style={{ gridTemplateColumns: template(columns) }}
    >
      <div role="presentation" />
      {columns.map((column, i) => {
        const sorted = column.id === sort;
        const Arrow = descending ? ArrowDown : ArrowUp;
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={i + 1}
            aria-sort={sorted ? (descending ? 'descending' : 'ascending') : 'none'}
            className="relative min-w-0"
          >
            <button
              type="button"
              onClick={() => onSort(column.id)}
              className={clsx(
                'flex size-full items-center gap-1 px-2 font-medium text-12 hover:text-text',
                column.kind === 'number' && 'flex-row-reverse',
                sorted ? 'text-text' : 'text-muted',
              )}
            >
              <span className="truncate">{column.title}</span>
              {sorted ? <Arrow size={12} className="shrink-0" aria-hidden="true" /> : null}
            </button>
            <Grip column={column} onResize={onResize} />
          </div>
        );
      })}
    </div>
  );
}

/** The edge that widens a column, by pointer or by arrow keys. */
function Grip({ column, onResize }: { column: Column; onResize: HeaderProps['onResize'] }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const down = (event: PointerEvent<HTMLDivElement>) => {
    const width = event.currentTarget.parentElement?.getBoundingClientRect().width ?? column.width;
    start.current = { x: event.clientX, width };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (start.current) onResize(column.id, start.current.width + event.clientX - start.current.x);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    event.stopPropagation();
    onResize(column.id, column.width + (event.key === 'ArrowRight' ? 16 : -16));
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${column.title}`}
      aria-valuenow={column.width}
      tabIndex={-1}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={keys}
      className="absolute inset-y-1.5 right-0 w-1.5 cursor-col-resize border-line border-r hover:border-accent hover:border-r-2"
    />
  );
}
