import clsx from 'clsx';
import { Check } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { Page, Row } from '@/bridge/types';
import { Cell } from './cell';
import { type Column, cellOf, template } from './columns';

interface TableRowProps {
  domId: string;
  row: Row | undefined;
  page: Page;
  columns: readonly Column[];
  index: number;
  top: number;
  current: boolean;
  picked: boolean;
  selected: boolean;
  onToggle: (id: string) => void;
  onPress: (event: MouseEvent) => void;
  onOpen: () => void;
}

export function TableRow(props: TableRowProps) {
  const { domId, row, page, columns, index, top, current, picked, selected, onToggle, onPress, onOpen } = props;
  const cell = row ? cellOf(page, row) : () => '';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows
    <div
      id={domId}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={selected || picked}
      data-row={row?.id}
      onClick={onPress}
      onDoubleClick={onOpen}
      className={clsx(
        'group/row absolute inset-x-0 grid h-7 border-line/60 border-b outline-none',
        selected || picked ? 'bg-accent-soft' : 'hover:bg-hover',
        current && 'group-focus-visible/grid:shadow-[inset_2px_0_0_var(--accent)]',
        current && picked && 'shadow-[inset_2px_0_0_var(--accent)]',
      )}
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: template(columns) }}
    >
      {row ? (
        <>
          <div role="presentation" className="flex items-center justify-center">
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: Space on the row does the same */}
            {/* biome-ignore lint/a11y/noStaticElementInteractions: a mark for the pointer; the row carries the state */}
            <span
              onClick={(event) => {
                event.stopPropagation();
                onToggle(row.id);
              }}
              className={clsx(
                'flex size-3.5 items-center justify-center rounded-[3px] border',
                selected
                  ? 'border-accent-fill bg-accent-fill text-on-accent'
                  : 'border-line-strong opacity-0 group-hover/row:opacity-100',
              )}
            >
              {selected ? <Check size={11} strokeWidth={3} /> : null}
            </span>
          </div>
          {columns.map((column, i) => (
            <Cell key={column.id} column={column} value={cell(column.id)} cell={cell} index={i + 1} />
          ))}
        </>
      ) : (
        <div className="col-start-2 flex items-center px-2">
          <div className="h-2.5 w-40 rounded-sm bg-line" />
        </div>
      )}
    </div>
  );
}
