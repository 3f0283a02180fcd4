import { type ReactNode, useState } from 'react';
import type { Fault } from '@/bridge/fault';
import type { Answer, Emergency, OperationStatus } from '@/bridge/types';
import { BreakGlass } from './break-glass';
import { Button } from './button';
import { Section } from './facts';
import { TextField } from './fields';
import { GuardedButton } from './guarded-button';
import { FaultNotice } from './notices';
import { OperationProgress } from './operation-progress';
import { Sheet } from './sheet';
import { type Shape, StatusShape, type Tone } from './status';

/** One thing that was looked at before a change, and what it showed. */
export interface CheckLine {
  verdict: 'pass' | 'warn' | 'fail' | 'held' | 'unknown';
  text: string;
}

const verdicts: Record<CheckLine['verdict'], { shape: Shape; tone: Tone; word: string }> = {
  pass: { shape: 'check', tone: 'ok', word: 'Passed' },
  warn: { shape: 'diamond', tone: 'attention', word: 'Mind' },
  fail: { shape: 'triangle', tone: 'bad', word: 'Failed' },
  held: { shape: 'pause', tone: 'attention', word: 'Held' },
  unknown: { shape: 'ring', tone: 'unknown', word: 'Unknown' },
};

interface ChangeSheetProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Where, in words. */
  where: ReactNode;
  production: boolean;
  /** What will change. */
  change: ReactNode;
  checks: readonly CheckLine[];
  options?: ReactNode;
  /** The name to be typed; empty when nothing has to be. */
  confirm: string;
  /** The verb and the target: "Deploy acme-shop-prod at v1.4.2". */
  button: string;
  decision: Answer | undefined;
  /** Where it can be done in an emergency: whether one may, and the name to be typed. */
  glass?: { decision: Answer | undefined; name: string };
  blocked?: string | undefined;
  onRun: (emergency?: Emergency) => void;
  asking: boolean;
  /** Why it was refused before it began. */
  refused: Fault | null;
  status: OperationStatus | undefined;
  onCancel: () => void;
  /** What next, once it has ended. */
  next: ReactNode;
}

/**
 * The one sheet for every change: what, where, checks, one button; then progress and outcome. What will change can
 * be long and scrolls; the checks and the button stay in sight.
 */
export function ChangeSheet(props: ChangeSheetProps) {
  const { open, onClose, title, where, production, status } = props;
  const held = props.decision?.allowed ? props.decision.held : '';
  const checks: CheckLine[] = held ? [{ verdict: 'held', text: `${held}.` }, ...props.checks] : [...props.checks];
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={title}
      about={where}
      production={production}
      footer={
        status ? (
          <After status={status} onCancel={props.onCancel} onClose={onClose} next={props.next} />
        ) : (
          <div className="flex flex-col gap-3">
            <div className="flex gap-8">
              <div className="min-w-0 flex-1">
                <Checks checks={checks} />
              </div>
              {props.options ? <Section title="Options">{props.options}</Section> : null}
            </div>
            {props.refused ? <FaultNotice compact fault={props.refused} /> : null}
            <Act {...props} blocked={props.asking ? 'Asking' : props.blocked} held={held} />
          </div>
        )
      }
    >
      <div className="flex flex-col gap-5">
        {status ? (
          <Section title="Progress">
            <OperationProgress status={status} onCancel={status.state === 'running' ? props.onCancel : undefined} />
          </Section>
        ) : null}
        <Section title="What will change">{props.change}</Section>
        {status ? <Checks checks={checks} /> : null}
      </div>
    </Sheet>
  );
}

/** The one button; while something holds it, the way to break glass stands beside it. */
function Act({ confirm, decision, glass, blocked, onRun, onClose, button, held }: ChangeSheetProps & { held: string }) {
  const [typed, setTyped] = useState('');
  const [breaking, setBreaking] = useState(false);
  if (held && glass && breaking) {
    return (
      <BreakGlass name={glass.name} button={button} blocked={blocked} onRun={onRun} onBack={() => setBreaking(false)} />
    );
  }
  return (
    <div className="flex items-end gap-3">
      <div className="flex-1">
        {confirm && !held ? (
          <TextField
            label={
              <>
                This is production. Type <code className="mono">{confirm}</code> to confirm
              </>
            }
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className="mono h-8 max-w-80 rounded-md border border-line-strong bg-surface px-2.5"
          />
        ) : null}
      </div>
      <Button onClick={onClose}>Cancel</Button>
      {held && glass ? (
        <GuardedButton variant="danger" decision={glass.decision} onPress={() => setBreaking(true)}>
          Break glass…
        </GuardedButton>
      ) : null}
      <GuardedButton
        decision={decision}
        blocked={blocked ?? (confirm && typed !== confirm ? `Type ${confirm} to confirm` : undefined)}
        onPress={() => onRun()}
      >
        {button}
      </GuardedButton>
    </div>
  );
}

const Checks = ({ checks }: { checks: readonly CheckLine[] }) => (
  <Section title="Checks">
    <ul className="flex flex-col gap-1">
      {checks.map(({ verdict, text }) => {
        const { shape, tone, word } = verdicts[verdict];
        return (
          <li key={text} className="flex gap-2">
            <span className="pt-1">
              <StatusShape shape={shape} tone={tone} />
            </span>
            <span className="sr-only">{word}:</span>
            <span className="min-w-0">{text}</span>
          </li>
        );
      })}
    </ul>
  </Section>
);

interface AfterProps {
  status: OperationStatus;
  onCancel: () => void;
  onClose: () => void;
  next: ReactNode;
}

function After({ status, onClose, next }: AfterProps) {
  const running = status.state === 'running';
  return (
    <div className="flex items-center gap-3">
      <p className="flex-1 text-muted">
        {running ? 'It goes on when this is closed. Find it again in the operations tray.' : next}
      </p>
      <Button onClick={onClose}>{running ? 'Close and follow in the tray' : 'Close'}</Button>
    </div>
  );
}
