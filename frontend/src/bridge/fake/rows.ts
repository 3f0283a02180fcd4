import type { Changed, Facet, Page, Query, Row } from '../types';

/** One view's columns: which the free filter searches, which are counted, how they sort. */
export interface Shape {
  columns: string[];
  search: string[];
  facets: string[];
  numbers: string[];
}

/** Rows kept, filtered and sorted in memory: what the backend does, in small. */
export class Rows {
  version = 1;
  /** Whether more rows are on their way. */
  reading = false;
  readonly readAt = () => new Date().toISOString();

  constructor(
    readonly key: string,
    readonly shape: Shape,
    public rows: Row[],
    private readonly tell: (change: Changed) => void,
  ) {}

  /** Replaces rows and says so. */
  change(edit: (rows: Row[]) => Row[]): void {
    this.rows = edit(this.rows);
    this.version += 1;
    this.tell({ key: this.key, version: this.version });
  }

  page(query: Query, stale: NonNullable<Page['stale']>): Page {
    const at = (column: string) => this.shape.columns.indexOf(column);
    const filtered = this.matching(query, at);
    const rows = filtered.filter((row) => accepts(row, query, at));
    if (query.sort) sort(rows, at(query.sort), this.shape.numbers.includes(query.sort), query.descending);
    return {
      key: this.key,
      columns: this.shape.columns,
      rows: rows.slice(query.offset, query.offset + query.limit),
      offset: query.offset,
      matched: rows.length,
      total: this.rows.length,
      facets: this.facets(filtered, at),
      version: this.version,
      readAt: stale ? new Date(Date.now() - 190_000).toISOString() : this.readAt(),
      stale,
      narrowed: '',
      reading: this.reading,
    };
  }

  private matching(query: Query, at: (column: string) => number): Row[] {
    const words = query.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const searched = this.shape.search.map(at);
    return this.rows.filter((row) => {
      if (query.scope.namespace && !inScope(row, query.scope.namespace, at('namespace'))) return false;
      if (!within(row, query, at)) return false;
      const text = searched
        .map((i) => row.cells[i])
        .join(' ')
        .toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }

  private facets(rows: Row[], at: (column: string) => number): Facet[] {
    return this.shape.facets.map((column) => {
      const counts = new Map<string, number>();
      for (const row of rows) {
        const value = row.cells[at(column)] ?? '';
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const sorted = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
      return { column, counts: sorted.map(([value, n]) => ({ value, rows: n })) };
    });
  }
}

const inScope = (row: Row, namespace: string, column: number) => column < 0 || row.cells[column] === namespace;

const within = (row: Row, query: Query, at: (column: string) => number) =>
  Object.entries(query.ranges).every(([column, { from, to }]) => {
    const moment = Date.parse(row.cells[at(column)] ?? '');
    return (!from || moment >= Date.parse(from)) && (!to || moment < Date.parse(to));
  });

const accepts = (row: Row, query: Query, at: (column: string) => number) =>
  Object.entries(query.facets).every(
    ([column, values]) => values.length === 0 || values.includes(row.cells[at(column)] ?? ''),
  );

function sort(rows: Row[], column: number, number: boolean, descending: boolean): void {
  const way = descending ? -1 : 1;
  rows.sort((a, b) => {
    const x = a.cells[column] ?? '';
    const y = b.cells[column] ?? '';
    return way * (number ? Number(x) - Number(y) : x.localeCompare(y, 'en'));
  });
}
