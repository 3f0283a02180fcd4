import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { RowSource } from '@/bridge/live';
import type { Query, Scope } from '@/bridge/types';

export type Asked = Omit<Query, 'offset' | 'limit'>;

const step = 50;
const pause = 120;
const keepAlive = 20_000;

/** The window to ask for so that the rows first to last are in it, with some to spare. */
export function windowAround(first: number, last: number): { offset: number; limit: number } {
  const offset = Math.max(0, Math.floor((first - 25) / step) * step);
  const limit = Math.max(100, Math.ceil((last + 25 - offset) / step) * step);
  return { offset, limit };
}

/** The page around what is on screen, asked again when the backend says that it has newer rows. */
export function useRows(source: RowSource, asked: Asked, first: number, last: number) {
  const query: Query = { ...asked, ...windowAround(first, last) };
  const place = [asked.view, asked.scope] as const;
  const result = useQuery({
    queryKey: ['live', ...place, query],
    queryFn: () => source.window(query),
    // Rows of another list are never shown for this one, not even for a moment.
    placeholderData: (previous, before) => (samePlace(before?.queryKey, place) ? previous : undefined),
    refetchInterval: keepAlive,
    gcTime: 30_000,
    retry: false,
  });
  useNewerRows(source, result.data?.key, result.data?.version ?? 0, result.refetch);
  return result;
}

function samePlace(key: readonly unknown[] | undefined, [view, scope]: readonly [string, Scope]) {
  const before = key?.[2] as Scope | undefined;
  return key?.[1] === view && JSON.stringify(before) === JSON.stringify(scope);
}

/** Asks again at most once a pause, and never for a version that is already here. */
function useNewerRows(source: RowSource, key: string | undefined, version: number, refetch: () => Promise<unknown>) {
  const current = useRef(version);
  useEffect(() => {
    current.current = version;
  }, [version]);
  useEffect(() => {
    if (key === undefined) return;
    let newest = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const wanted = newest;
      await refetch();
      timer = undefined;
      if (newest > wanted) timer = setTimeout(ask, pause);
    };
    const stop = source.changed((change) => {
      if (change.key !== key || change.version <= Math.max(newest, current.current)) return;
      newest = change.version;
      timer ??= setTimeout(ask, pause);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [source, key, refetch]);
}
