import { useState } from 'react';
import type { Emergency } from '@/bridge/types';
import { Button } from './button';
import { TextArea, TextField } from './fields';
import { StatusShape } from './status';

/** How many characters a reason has at least. The door counts them again. */
const least = 20;

interface BreakGlassProps {
  /** The target's name, to be typed. */
  name: string;
  /** What would be done: "Deploy acme-shop-prod at v1.4.2". */
  button: string;
  blocked?: string | undefined;
  onRun: (emergency: Emergency) => void;
  onBack: () => void;
}

/** An emergency: why, and the name of what it is about. Marked, because it passes what holds everybody else. */
export function BreakGlass({ name, button, blocked, onRun, onBack }: BreakGlassProps) {
  const [reason, setReason] = useState('');
  const [confirm, setConfirm] = useState('');
  const length = reason.trim().length;
  const missing =
    length < least ? `Say why in at least ${least} characters` : confirm === name ? blocked : `Type ${name} to confirm`;
  return (
    <section aria-label="Break glass" className="flex flex-col gap-3 rounded-md border border-bad bg-bad-soft p-3">
      <p className="flex items-center gap-2">
        <StatusShape shape="triangle" tone="bad" />
        <span className="font-semibold">This is an emergency</span>
        <span className="text-muted">
          It is recorded with your reason, and stays in sight until a second person has acknowledged it.
        </span>
      </p>
      <TextArea
        label="What is broken, and for whom"
        hint={length < least ? `${length} of at least ${least} characters` : 'The journal and the SIEM keep this'}
        rows={2}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <TextField
        label={
          <>
            Type <code className="mono">{name}</code> to confirm
          </>
        }
        value={confirm}
        onChange={(event) => setConfirm(event.target.value)}
        className="mono h-8 w-80 max-w-full rounded-md border border-line-strong bg-surface px-2.5"
      />
      <div className="flex justify-end gap-3">
        <Button onClick={onBack}>Back</Button>
        <Button
          variant="danger"
          off={missing !== undefined}
          aria-description={missing}
          title={missing}
          onClick={() => onRun({ reason, confirm })}
        >
          Break glass: {button}
        </Button>
      </div>
    </section>
  );
}
