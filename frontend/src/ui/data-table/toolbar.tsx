import clsx from 'clsx';
import { Check, ChevronDown, Columns3, ListFilter, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode, RefObject } from 'react';
import type { Facet } from '@/bridge/types';
import { IconButton } from '../button';
import { menuItem, menuLabel, menuPanel } from '../popups';
import { wordOf } from '../status';
import type { Column } from './columns';
import { SpanChip } from './span-chip';

interface ToolbarProps {
  caption: string;
  filterRef: RefObject<HTMLInputElement | null>;
  filter: string;
  onFilter: (text: string) => void;
  facets: readonly Facet[];
  chosen: Record<string, string[]>;
  onFacet: (column: string, values: string[]) => void;
  spans: Record<string, string>;
  onSpan: (column: string, span: string) => void;
  columns: readonly Column[];
  shown: (id: string) => boolean;
  onColumn: (id: string) => void;
  onColumnsReset: () => void;
  count: ReactNode;
}

export function Toolbar(props: ToolbarProps) {
  const { caption, filterRef, filter, onFilter, facets, chosen, onFacet, columns, count } = props;
  const title = (id: string) => columns.find((column) => column.id === id)?.title ?? id;
  const useful = facets.filter((facet) => facet.counts.length > 1 || (chosen[facet.column]?.length ?? 0) > 0);
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-1.5 px-3 py-1.5">
      <SearchField label={`Filter ${caption}`} value={filter} onChange={onFilter} field={filterRef} />
      {columns
        .filter((column) => column.spans)
        .map(({ id }) => (
          <SpanChip
            key={id}
            title={title(id)}
            span={props.spans[id] ?? ''}
            onChange={(span) => props.onSpan(id, span)}
          />
        ))}
      {useful.map((facet) => (
        <FacetChip
          key={facet.column}
          title={title(facet.column)}
          facet={facet}
          chosen={chosen[facet.column] ?? []}
          onChange={(values) => onFacet(facet.column, values)}
        />
      ))}
      <div className="ml-auto flex items-center gap-1.5">
        <span className="text-muted" aria-live="polite">
          {count}
        </span>
        <ColumnMenu {...props} />
      </div>
    </div>
  );
}

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  field?: RefObject<HTMLInputElement | null>;
}

/** The words that narrow a list; Escape empties it, then leaves it. */
export const SearchField = ({ label, value, onChange, field }: SearchFieldProps) => (
  <div className="relative">
    <ListFilter size={14} className="absolute top-1.75 left-2 text-faint" aria-hidden="true" />
    <input
      ref={field}
      type="search"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        if (value) onChange('');
        else event.currentTarget.blur();
      }}
      aria-label={label}
      placeholder="Filter  /"
      spellCheck={false}
      autoComplete="off"
      className="h-7 w-52 rounded-md border border-line-strong bg-surface pr-2 pl-7 placeholder:text-faint [&::-webkit-search-cancel-button]:hidden"
    />
  </div>
);

interface FacetChipProps {
  title: string;
  facet: Facet;
  chosen: string[];
  onChange: (values: string[]) => void;
}

/** Narrows a list to some values of a column. */
export function FacetChip({ title, facet, chosen, onChange }: FacetChipProps) {
  const active = chosen.length > 0;
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value]);
  const word = (value: string) => (value === '' ? 'None' : /^[A-Z]/.test(value) ? wordOf(value) : value);
  return (
    <div
      className={clsx(
        'flex h-7 items-center rounded-md border text-12',
        active
          ? 'border-accent bg-accent-soft text-text'
          : 'border-line text-muted hover:border-line-strong hover:text-text',
      )}
    >
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          aria-label={`Filter by ${title}${active ? `: ${chosen.map(word).join(', ')}` : ''}`}
          className="flex h-full items-center gap-1 rounded-md pr-1.5 pl-2"
        >
          {title}
          {active ? (
            <span className="font-medium">
              {chosen.length > 2 ? `${chosen.length} chosen` : chosen.map(word).join(', ')}
            </span>
          ) : null}
          <ChevronDown size={12} className="text-faint" aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={`${menuPanel} max-h-80 overflow-y-auto`} align="start" sideOffset={4}>
            {facet.counts.slice(0, 60).map(({ value, rows }) => (
              <DropdownMenu.CheckboxItem
                key={value}
                checked={chosen.includes(value)}
                onCheckedChange={() => toggle(value)}
                onSelect={(event) => event.preventDefault()}
                className={menuItem}
              >
                <span className="flex size-3.5 items-center">
                  {chosen.includes(value) ? <Check size={13} className="text-accent" /> : null}
                </span>
                <span className="flex-1">{word(value)}</span>
                <span className="pl-4 text-faint">{rows.toLocaleString('en')}</span>
              </DropdownMenu.CheckboxItem>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {active ? (
        <button
          type="button"
          aria-label={`Clear ${title}`}
          onClick={() => onChange([])}
          className="mr-1 rounded-sm p-0.5 hover:bg-surface"
        >
          <X size={12} />
        </button>
      ) : null}
    </div>
  );
}

function ColumnMenu({ columns, shown, onColumn, onColumnsReset }: ToolbarProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton name="Choose columns">
          <Columns3 size={15} />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menuPanel} align="end" sideOffset={4}>
          <DropdownMenu.Label className={menuLabel}>Columns</DropdownMenu.Label>
          {columns.map((column) => (
            <DropdownMenu.CheckboxItem
              key={column.id}
              checked={shown(column.id)}
              onCheckedChange={() => onColumn(column.id)}
              onSelect={(event) => event.preventDefault()}
              className={menuItem}
            >
              <span className="flex size-3.5 items-center">
                {shown(column.id) ? <Check size={13} className="text-accent" /> : null}
              </span>
              {column.title}
            </DropdownMenu.CheckboxItem>
          ))}
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={menuItem} onSelect={onColumnsReset}>
            <span className="size-3.5" />
            As they were
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
