import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { contextsQuery } from '@/bridge/cluster';
import { actingQuery, useChooseContext } from '@/bridge/identity';
import { usePreference } from '@/ui/preferences';

/** Goes back to the context that was last worked from, once, and remembers each later choice. */
export function useLastContext() {
  const { data: acting } = useQuery(actingQuery);
  const { data: known } = useQuery(contextsQuery);
  const { mutate } = useChooseContext();
  const [last, setLast] = usePreference('context', '');
  const restored = useRef(false);
  const now = acting?.context;
  useEffect(() => {
    if (now === undefined || !known) return;
    if (restored.current) {
      if (now && now !== last) setLast(now);
      return;
    }
    restored.current = true;
    const usable = known.contexts.some((context) => context.name === last && !context.problem);
    if (last && last !== now && usable) mutate(last);
  }, [now, known, last, setLast, mutate]);
}
