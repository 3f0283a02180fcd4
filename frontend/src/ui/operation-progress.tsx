import type { OperationStatus } from '@/bridge/types';
import { Button } from './button';
import { Status } from './status';
import { Time } from './time';

/** One operation as it stands: its phase while it runs, its outcome once it has ended. */
export function OperationProgress({
  status,
  onCancel,
}: {
  status: OperationStatus;
  onCancel?: (() => void) | undefined;
}) {
  const running = status.state === 'running';
  const { step } = status;
  const share = step.total > 0 ? Math.round((step.done / step.total) * 100) : undefined;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center gap-2">
        {running ? <Status word="Progressing" quiet /> : <Status word={status.state} />}
        <span className="min-w-0 flex-1 truncate text-muted">{running ? step.phase : ''}</span>
        <span className="shrink-0 text-faint">
          {running && step.total > 0 ? (
            `${step.done} of ${step.total}`
          ) : (
            <Time at={status.ended || status.started} ago />
          )}
        </span>
        {running && onCancel ? (
          <Button variant="quiet" onClick={onCancel} aria-label={`Cancel ${status.title}, ${status.target}`}>
            Cancel
          </Button>
        ) : null}
      </div>
      {running ? (
        <div
          role="progressbar"
          aria-label={`${status.title}: ${status.target}`}
          aria-valuenow={share}
          aria-valuetext={step.phase}
          className="h-1 overflow-hidden rounded-full bg-line"
        >
          <div
            className={
              share === undefined
                ? 'h-full w-1/3 animate-pulse-soft bg-accent'
                : 'h-full bg-accent transition-[width] duration-150'
            }
            style={share === undefined ? undefined : { width: `${share}%` }}
          />
        </div>
      ) : null}
      {status.emergency ? (
        <p className="selectable text-12 text-bad">
          <span className="font-medium">Emergency:</span> {status.emergency}
        </p>
      ) : null}
      {running && step.detail ? <p className="text-12 text-muted">{step.detail}</p> : null}
      {status.outcome ? <p className="selectable">{status.outcome}.</p> : null}
      {status.fault && status.state !== 'cancelled' ? (
        <p className="selectable text-bad">{status.fault.detail}.</p>
      ) : null}
    </div>
  );
}
