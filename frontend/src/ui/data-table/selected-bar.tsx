import { Button } from '../button';
import type { Column } from './columns';
import type { RowAction } from './row-menu';

const copy = (text: string) => void navigator.clipboard?.writeText(text);

/** What every row's menu ends with. */
export const copies = (columns: readonly Column[]): RowAction[] => [
  { title: 'Copy name', run: (row) => copy(row.cell('name') || row.id) },
  { title: 'Copy row', run: (row) => copy(columns.map((column) => row.cell(column.id)).join('\t')) },
];

/** How many rows are selected, and what can be done with them. */
export function SelectedBar({ rows, onClear }: { rows: ReadonlySet<string>; onClear: () => void }) {
  if (rows.size === 0) return null;
  return (
    <div className="flex h-9 shrink-0 items-center gap-2 border-line border-t bg-accent-soft px-3">
      <span className="font-medium">{rows.size.toLocaleString('en')} selected</span>
      <Button variant="quiet" onClick={() => copy([...rows].join('\n'))}>
        Copy names
      </Button>
      <Button variant="quiet" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
