import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { cancelOperation, useOperation } from '@/bridge/operation';
import type { Answer, DiffResult, FleetFile } from '@/bridge/types';
import { ChangeSheet, type CheckLine } from '@/ui/change-sheet';
import { Diff } from '@/ui/diff/diff';
import { FaultNotice, Skeleton } from '@/ui/notices';
import { compareQuery, useSave } from './api';

interface SaveSheetProps {
  file: FleetFile;
  text: string;
  base: string;
  decision: Answer | undefined;
  onClose: () => void;
}

/** Saves the fleet file, with what changes in it first. */
export function SaveSheet({ file, text, base, decision, onClose }: SaveSheetProps) {
  const compare = useQuery(compareQuery(text, base));
  const save = useSave(file.missing);
  const status = useOperation(save.data?.id);
  const [asked, setAsked] = useState<{ diff: DiffResult | undefined; checks: CheckLine[] }>();
  // What was looked at stays on screen once it is saved, although by then nothing differs.
  const diff = asked?.diff ?? compare.data;
  const words = file.missing ? `Write ${file.file}` : `Save ${file.file}`;
  return (
    <ChangeSheet
      open
      onClose={onClose}
      title={words}
      where={file.address}
      production={false}
      change={
        diff ? (
          <Diff result={diff} />
        ) : compare.error ? (
          <FaultNotice compact fault={compare.error} onRetry={() => void compare.refetch()} />
        ) : (
          <Skeleton rows={4} />
        )
      }
      checks={asked?.checks ?? checksOf(file, base)}
      confirm=""
      button={words}
      decision={decision}
      blocked={compare.isPending ? 'What would change is still being read' : undefined}
      onRun={() => {
        setAsked({ diff: compare.data, checks: checksOf(file, base) });
        save.mutate({ text, base });
      }}
      asking={save.isPending}
      refused={save.error}
      status={status}
      onCancel={() => status && void cancelOperation(status.id)}
      next={
        status?.state === 'succeeded'
          ? 'It is in force. The version before it is kept beside it, and both records are in the audit journal.'
          : 'Nothing was written. Your text is still in the editor.'
      }
    />
  );
}

const checksOf = (file: FleetFile, base: string): CheckLine[] => [
  { verdict: 'pass', text: 'The text has no problems' },
  file.missing
    ? { verdict: 'pass', text: 'There is no file yet, and none is written over' }
    : file.hash === base
      ? { verdict: 'pass', text: 'Nobody has changed the file meanwhile' }
      : { verdict: 'fail', text: 'Somebody has changed the file meanwhile: close this and look' },
];
