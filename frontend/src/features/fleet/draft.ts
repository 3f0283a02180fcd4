import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { FleetFile } from '@/bridge/types';

/** A text under way, and the hash of the file that it changes; empty for a first file. */
interface Draft {
  text: string;
  base: string;
}

const key = ['fleetDraft'];

/** What is being written. It outlives the page, so that looking something up elsewhere loses nothing. */
export function useDraft(file: FleetFile) {
  const client = useQueryClient();
  const { data } = useQuery<Draft | null>({
    queryKey: key,
    queryFn: () => null,
    enabled: false,
    initialData: null,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const dirty = data !== null && data.text !== file.text;
  const base = dirty ? data.base : saved(file);
  const set = (draft: Draft | null) => client.setQueryData(key, draft);
  // Saved, or written back as it was: from now on whatever the file becomes is shown.
  const done = data !== null && !dirty;
  useEffect(() => {
    if (done) client.setQueryData(key, null);
  }, [done, client]);
  return {
    text: dirty ? data.text : file.text,
    base,
    dirty,
    /** The file was changed by somebody else since this text was begun. */
    overtaken: dirty && base !== saved(file),
    write: (text: string) => set({ text, base }),
    /** Goes on with this text as a change of what the file is now. */
    rebase: () => set({ text: dirty ? data.text : file.text, base: saved(file) }),
    discard: () => set(null),
  };
}

/** The hash of what is saved; nothing is while there is no file. */
const saved = (file: FleetFile) => (file.missing ? '' : file.hash);
