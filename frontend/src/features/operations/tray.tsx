import clsx from 'clsx';
import { Activity } from 'lucide-react';
import { Popover } from 'radix-ui';
import { cancelOperation, useOperations } from '@/bridge/operation';
import { TextLink } from '@/ui/links';
import { OperationProgress } from '@/ui/operation-progress';
import { menuPanel } from '@/ui/popups';

/** What runs and what ran: found again here after its sheet was closed. */
export function Tray() {
  const statuses = useOperations();
  const running = statuses.filter((status) => status.state === 'running').length;
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={running > 0 ? `Operations tray, ${running} running` : 'Operations tray'}
        title="What runs and what ran"
        className={clsx(
          'flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 hover:bg-hover data-[state=open]:bg-hover',
          running > 0 ? 'font-medium text-busy' : 'text-muted',
        )}
      >
        <Activity size={15} className={running > 0 ? 'animate-pulse-soft' : undefined} aria-hidden="true" />
        {running > 0 ? `${running} running` : null}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label="Operations tray"
          align="end"
          sideOffset={6}
          className={`${menuPanel} max-h-[70vh] w-105 overflow-y-auto p-0`}
        >
          {statuses.length === 0 ? (
            <p className="p-4 text-muted">
              Nothing has been changed since Sluice was opened. The audit journal holds what was done before.
            </p>
          ) : (
            <ul>
              {statuses.map((status) => (
                <li key={status.id} className="flex flex-col gap-1.5 border-line border-b px-4 py-3 last:border-b-0">
                  <div className="flex items-baseline gap-2">
                    <span className="mono min-w-0 flex-1 truncate font-medium">{status.target}</span>
                    <TextLink to="/audit" search={{ q: status.id }}>
                      Records
                    </TextLink>
                  </div>
                  <p className="text-12 text-muted">
                    {status.title}
                    {status.person ? ` by ${status.person}` : ''}
                  </p>
                  <OperationProgress status={status} onCancel={() => void cancelOperation(status.id)} />
                </li>
              ))}
            </ul>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
