import type { ErrorComponentProps } from '@tanstack/react-router';
import { toFault } from '@/bridge/fault';
import { Button } from '@/ui/button';
import { FaultNotice } from '@/ui/notices';

/** What an area shows when it broke; the rest of the window goes on working. */
export const AreaFault = ({ error, reset }: ErrorComponentProps) => (
  <div className="grid h-full place-items-center">
    <div>
      <FaultNotice fault={toFault(error)} onRetry={reset} />
      <details className="mx-auto max-w-xl px-8 text-12 text-muted">
        <summary>Details</summary>
        <pre className="mono selectable mt-2 whitespace-pre-wrap">
          {error instanceof Error ? error.message : String(error)}
        </pre>
        <Button className="mt-2" onClick={() => window.location.reload()}>
          Reload the window
        </Button>
      </details>
    </div>
  </div>
);
