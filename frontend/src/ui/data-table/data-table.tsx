import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { RowSource } from '@/bridge/live';
import type { Page, Row, Scope } from '@/bridge/types';
import { useNow } from '../time';
import { breadth, type Column, cellOf, type PickedRow, useColumns } from './columns';
import { Header } from './header';
import { InsteadOfRows, type OnFault } from './instead-of-rows';
import { type RowAction, RowMenu } from './row-menu';
import { copies, SelectedBar } from './selected-bar';
import { rangesOf } from './span';
import { StaleBar } from './stale-bar';
import { TableRow } from './table-row';
import { Toolbar } from './toolbar';
import { useCursor } from './use-cursor';
import { useRows } from './use-rows';

/** What narrows and orders a list; kept by the caller where it belongs to the address. */
export interface ListState {
  filter: string;
  facets: Record<string, string[]>;
  /** Column of times → span, as in span.ts. */
  spans: Record<string, string>;
  sort: string;
  descending: boolean;
}

export interface DataTableProps {
  source: RowSource;
  view: string;
  scope: Scope;
  /** What the rows are, in the plural: "applications". */
  caption: string;
  columns: readonly Column[];
  state: ListState;
  onState: (state: ListState) => void;
  onPick?: (row: PickedRow) => void;
  onOpen?: (row: PickedRow) => void;
  picked?: string | undefined;
  empty: ReactNode;
  /** The step that a fault of this list needs, such as signing in. */
  onFault?: OnFault;
  actions?: readonly RowAction[];
}

const rowHeight = 28;
const none = () => undefined;

/** The one table: windows of a live list, virtual, sorted and filtered by the backend, driven by the keyboard. */
export function DataTable(props: DataTableProps) {
  const { source, view, scope, caption, state, onState, onPick = none, onOpen = none, empty, onFault } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const filterRef = useRef<HTMLInputElement>(null);
  const [range, setRange] = useState({ first: 0, last: 40 });
  const [menuRow, setMenuRow] = useState<PickedRow>();
  const { spans, ...order } = state;
  const ranges = rangesOf(spans, useNow(60_000));
  const { data: page, error, refetch } = useRows(source, { view, scope, ...order, ranges }, range.first, range.last);
  const choice = useColumns(view, props.columns, page?.columns);

  const virtual = useVirtualizer({
    count: page?.matched ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingStart: rowHeight,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 40;
  useEffect(() => setRange({ first, last }), [first, last]);

  const pickedRow = (row: Row): PickedRow => ({ id: row.id, cell: page ? cellOf(page, row) : () => '' });
  const cursor = useCursor({
    page,
    onPick: (row) => onPick(pickedRow(row)),
    onOpen: (row) => onOpen(pickedRow(row)),
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    span: Math.max(1, last - first - 12),
  });

  const narrowed =
    state.filter !== '' ||
    Object.values(state.facets).some((values) => values.length > 0) ||
    Object.values(spans).some(Boolean);
  const change = (part: Partial<ListState>) => {
    virtual.scrollToOffset(0);
    onState({ ...state, ...part });
  };
  const sortBy = (column: string) =>
    change({ sort: column, descending: state.sort === column ? !state.descending : false });

  return (
    <div className="flex h-full min-h-0 flex-col">
      <Toolbar
        caption={caption}
        filterRef={filterRef}
        filter={state.filter}
        onFilter={(filter) => change({ filter })}
        facets={page?.facets.filter((f) => choice.shown(f.column) || (state.facets[f.column]?.length ?? 0) > 0) ?? []}
        chosen={state.facets}
        onFacet={(column, values) => change({ facets: { ...state.facets, [column]: values } })}
        spans={spans}
        onSpan={(column, span) => change({ spans: { ...spans, [column]: span } })}
        columns={props.columns}
        shown={choice.shown}
        onColumn={choice.toggle}
        onColumnsReset={choice.reset}
        count={page ? count(page, narrowed) : ''}
      />
      <SelectedBar rows={cursor.selected} onClear={cursor.clear} />
      {page ? (
        <StaleBar
          page={page}
          error={error}
          onRetry={() => void refetch()}
          action={page.stale ? onFault?.(page.stale) : null}
        />
      ) : null}
      {page?.narrowed ? <p className="shrink-0 px-3 pb-1.5 text-12 text-muted">{page.narrowed}.</p> : null}
      <RowMenu row={menuRow} actions={[...(props.actions ?? []), ...copies(choice.columns)]}>
        <div
          ref={scroller}
          role="grid"
          aria-label={caption}
          aria-rowcount={(page?.matched ?? 0) + 1}
          aria-colcount={choice.columns.length}
          aria-multiselectable="true"
          aria-activedescendant={cursor.current ? `row-${view}-${cursor.current.id}` : undefined}
          tabIndex={0}
          data-grid
          onKeyDown={cursor.onKeyDown}
          onContextMenu={(event) => {
            const id = (event.target as Element).closest('[data-row]')?.getAttribute('data-row');
            const row = page?.rows.find((r) => r.id === id) ?? cursor.current;
            setMenuRow(row ? pickedRow(row) : undefined);
          }}
          className="group/grid min-h-0 flex-1 overflow-auto border-line border-t bg-surface outline-offset-[-2px]"
        >
          <div style={{ minWidth: breadth(choice.columns) }}>
            <Header
              columns={choice.columns}
              sort={state.sort}
              descending={state.descending}
              onSort={sortBy}
              onResize={choice.resize}
            />
            {page ? (
              <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
                {items.map((item) => {
                  const row = page.rows[item.index - page.offset];
                  return (
                    <TableRow
                      key={row?.id ?? `gap-${item.index}`}
                      domId={`row-${view}-${row?.id ?? item.index}`}
                      row={row}
                      page={page}
                      columns={choice.columns}
                      index={item.index}
                      top={item.start}
                      current={item.index === cursor.index}
                      picked={row?.id === props.picked}
                      selected={row !== undefined && cursor.selected.has(row.id)}
                      onToggle={cursor.toggle}
                      onPress={(event) => {
                        if (event.shiftKey) cursor.selectTo(item.index);
                        else if (event.ctrlKey || event.metaKey) row && cursor.toggle(row.id);
                        cursor.stand(item.index);
                      }}
                      onOpen={() => row && onOpen(pickedRow(row))}
                    />
                  );
                })}
              </div>
            ) : null}
          </div>
          <InsteadOfRows
            page={page}
            error={error}
            caption={caption}
            narrowed={narrowed}
            empty={empty}
            onRetry={() => void refetch()}
            onClear={() => change({ filter: '', facets: {}, spans: {} })}
            onFault={onFault}
          />
        </div>
      </RowMenu>
    </div>
  );
}

function count({ matched, total, reading }: Page, narrowed: boolean): string {
  const some = narrowed ? `${matched.toLocaleString('en')} of ` : '';
  return `${some}${total.toLocaleString('en')}${reading ? ' so far' : ''}`;
}
