import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { checkFleet, compareFleet, createFleet, fleetQuery, refreshFleet, writeFleet } from '@/bridge/fleet';
import { noteOperation } from '@/bridge/operation';
import type { FleetFile } from '@/bridge/types';

/** What a text would change. It is asked each time: the file may have changed meanwhile. */
export const compareQuery = (text: string, base: string) =>
  queryOptions({ queryKey: ['fleetCompare', base, text], queryFn: () => compareFleet(text), staleTime: 0, gcTime: 0 });

const checkQuery = (text: string) =>
  queryOptions({ queryKey: ['fleetCheck', text], queryFn: () => checkFleet(text), gcTime: 10_000, retry: false });

/** What is wrong with a text, asked when typing has paused; undefined until that is known. */
export function useProblems(text: string, asked: boolean) {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const wait = setTimeout(() => setSettled(text), 250);
    return () => clearTimeout(wait);
  }, [text]);
  const { data } = useQuery({ ...checkQuery(settled), enabled: asked, placeholderData: (before) => before });
  return { problems: data, current: settled === text && data !== undefined };
}

export function useSave(first: boolean) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ text, base }: { text: string; base: string }) =>
      first ? createFleet(text) : writeFleet(text, base),
    onSuccess: (status) => noteOperation(client, status),
  });
}

export function useRefresh() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: refreshFleet,
    onSuccess: (file: FleetFile) => client.setQueryData(fleetQuery.queryKey, file),
  });
}
