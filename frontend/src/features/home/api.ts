import { liveRows } from '@/bridge/live';
import type { Query } from '@/bridge/types';
import { cellOf, type PickedRow } from '@/ui/data-table/columns';
import { type Asked, useRows } from '@/ui/data-table/use-rows';

const asked = (view: string, part: Partial<Query>): Asked => ({
  view,
  scope: { context: '', namespace: '', instance: '' },
  filter: '',
  facets: {},
  ranges: {},
  sort: '',
  descending: false,
  ...part,
});

/** The first rows of a list, kept fresh, with a name to each cell; the newest by a column of times where one is named. */
export function useFirstRows(view: string, facets: Record<string, string[]>, count = 40, newest = '') {
  const {
    data: page,
    error,
    refetch,
  } = useRows(liveRows, asked(view, { facets, sort: newest, descending: newest !== '' }), 0, count);
  const rows: PickedRow[] | undefined = page?.rows
    .slice(0, count)
    .map((row) => ({ id: row.id, cell: cellOf(page, row) }));
  return { page, rows, error, refetch };
}
