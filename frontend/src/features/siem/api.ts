import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { noteOperation, useEntering } from '@/bridge/operation';
import { letters, replay, siemQuery, signInToSink, signOutOfSink, trySink } from '@/bridge/siem';
import type { OperationStatus } from '@/bridge/types';

/** The records that a sink refused. They change with the sink, so the same event has both asked again. */
export const lettersQuery = (sink: string) =>
  queryOptions({ queryKey: ['siem', 'letters', sink], queryFn: () => letters(sink) });

function useChange<Input>(change: (input: Input) => Promise<OperationStatus>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: (status) => noteOperation(client, status) });
}

export const useSignIn = () => useEntering(signInToSink);
export const useSignOut = () => useChange(signOutOfSink);
export const useReplay = () => useChange(replay);

export function useTry() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: trySink,
    onSettled: () => client.invalidateQueries({ queryKey: siemQuery.queryKey }),
  });
}
