import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { FleetFile } from '@/bridge/types';
import { Button } from '@/ui/button';
import { Copyable } from '@/ui/facts';
import { type Shape, StatusShape, type Tone } from '@/ui/status';
import { Time } from '@/ui/time';
import { useRefresh } from './api';

/** Where the fleet comes from, which version of it is in force, and how old that is. */
export function Origin({ file }: { file: FleetFile }) {
  const refresh = useRefresh();
  const [shape, tone, word] = stateOf(file);
  return (
    <div className="flex h-8 shrink-0 items-center gap-5 overflow-hidden whitespace-nowrap border-line border-t bg-surface px-4 text-12 text-muted">
      <span className="flex shrink-0 items-center gap-1.5 text-text">
        <StatusShape shape={shape} tone={tone} /> {word}
      </span>
      <span className="flex min-w-0 items-center gap-1.5">
        <span className="shrink-0">{file.git ? 'from Git' : 'file'}</span>
        <span className="min-w-0">
          <Copyable text={file.address} />
        </span>
      </span>
      {file.commit ? (
        <span className="flex shrink-0 items-center gap-1.5">
          commit <Copyable text={file.commit}>{file.commit.slice(0, 8)}</Copyable>
        </span>
      ) : null}
      {file.at ? (
        <span className="shrink-0">
          {file.git ? 'of' : 'saved'} <Time at={file.at} ago />
        </span>
      ) : null}
      {file.kept ? <span className="shrink-0 text-attention">kept from an earlier start</span> : null}
      {file.git ? (
        <span className="ml-auto flex shrink-0 items-center gap-2">
          {file.checked ? (
            <>
              asked <Time at={file.checked} ago />
            </>
          ) : (
            'not asked yet'
          )}
          <Button variant="quiet" off={refresh.isPending} onClick={() => refresh.mutate()}>
            Ask now
          </Button>
        </span>
      ) : null}
    </div>
  );
}

function stateOf(file: FleetFile): [Shape, Tone, string] {
  if (!file.name) return ['ring', 'unknown', 'No fleet in force'];
  if (file.problem) return ['triangle', 'bad', `In force: the last good version of ${file.name}`];
  return ['check', 'ok', `In force: ${file.name}`];
}

interface NoteProps {
  children: ReactNode;
  action?: ReactNode;
  /** It only explains; nothing has to be done. */
  quiet?: boolean;
}

/** Something that a person has to know before they type, in one line. */
export const Note = ({ children, action, quiet = false }: NoteProps) => (
  <div
    role="status"
    className={clsx(
      'flex min-h-9 shrink-0 items-center gap-3 border-line border-t px-4 py-1.5',
      quiet ? 'bg-surface text-muted' : 'bg-attention-soft',
    )}
  >
    <StatusShape shape={quiet ? 'barred' : 'diamond'} tone={quiet ? 'held' : 'attention'} />
    <p className="selectable min-w-0 flex-1">{children}</p>
    {action ? <span className="flex shrink-0 gap-2">{action}</span> : null}
  </div>
);
