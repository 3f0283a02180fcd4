import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { ListState } from './data-table';

/** The part of an address that says how a list is narrowed and ordered. */
export interface ListSearch {
  q?: string;
  f?: Record<string, string[]>;
  s?: string;
  d?: boolean;
  /** Column → span of time, as in span.ts. */
  t?: Record<string, string>;
}

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

/** Reads a list's part of an address; whatever does not fit is left out. */
export function listSearch(raw: Record<string, unknown>): ListSearch {
  const f = typeof raw.f === 'object' && raw.f !== null && !Array.isArray(raw.f) ? Object.entries(raw.f) : [];
  const facets = f.filter((entry): entry is [string, string[]] => Array.isArray(entry[1]) && entry[1].length > 0);
  const t = typeof raw.t === 'object' && raw.t !== null && !Array.isArray(raw.t) ? Object.entries(raw.t) : [];
  const spans = t.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');
  const [q, s] = [text(raw.q), text(raw.s)];
  return {
    ...(q ? { q } : {}),
    ...(facets.length > 0 ? { f: Object.fromEntries(facets) } : {}),
    ...(s ? { s } : {}),
    ...(raw.d === true ? { d: true } : {}),
    ...(spans.length > 0 ? { t: Object.fromEntries(spans) } : {}),
  };
}

/**
 * The list's state, kept in the address so that links can point into a list and going back finds it as it was.
 * Typing must not wait for the address, so the state is here and the address follows.
 */
export function useListState(initial: Pick<ListState, 'sort' | 'descending'>): [ListState, (state: ListState) => void] {
  const search = listSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const seen = JSON.stringify(search);
  const mirrored = useRef(seen);
  const [state, setState] = useState(() => fromSearch(search, initial));

  useEffect(() => {
    if (mirrored.current === seen) return;
    mirrored.current = seen;
    setState(fromSearch(listSearch(JSON.parse(seen)), initial));
  }, [seen, initial]);

  const change = (next: ListState) => {
    setState(next);
    const wanted = toSearch(next, initial);
    mirrored.current = JSON.stringify(wanted);
    void navigate({ to: '.', search: wanted as never, replace: true });
  };
  return [state, change];
}

const fromSearch = (search: ListSearch, initial: Pick<ListState, 'sort' | 'descending'>): ListState => ({
  filter: search.q ?? '',
  facets: search.f ?? {},
  spans: search.t ?? {},
  sort: search.s ?? initial.sort,
  descending: search.s ? (search.d ?? false) : initial.descending,
});

function toSearch(state: ListState, initial: Pick<ListState, 'sort' | 'descending'>): ListSearch {
  const usual = state.sort === initial.sort && state.descending === initial.descending;
  return listSearch({
    q: state.filter,
    f: state.facets,
    t: state.spans,
    ...(usual ? {} : { s: state.sort, d: state.descending }),
  });
}
