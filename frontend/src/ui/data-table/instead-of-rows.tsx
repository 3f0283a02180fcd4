import type { ReactNode } from 'react';
import type { Fault } from '@/bridge/fault';
import type { Page } from '@/bridge/types';
import { Button } from '../button';
import { Empty, FaultNotice, Skeleton } from '../notices';

/** The step that a fault of a list needs, such as signing in. */
export type OnFault = (fault: { kind: string; system?: string | undefined }) => ReactNode;

interface InsteadOfRowsProps {
  page: Page | undefined;
  error: Fault | null;
  caption: string;
  narrowed: boolean;
  empty: ReactNode;
  onRetry: () => void;
  onClear: () => void;
  onFault: OnFault | undefined;
}

/** What stands where there are no rows: waiting, a fault, a filter that nothing fits, or why there is nothing. */
export function InsteadOfRows(props: InsteadOfRowsProps) {
  const { page, error } = props;
  if (page && page.matched > 0) return null;
  if (page ? page.reading : !error) return <Skeleton rows={10} />;
  // A grid holds rows: its notice is a row of one cell.
  return (
    <div role="row" aria-rowindex={2}>
      <div role="gridcell" aria-colindex={1}>
        <Notice {...props} />
      </div>
    </div>
  );
}

function Notice({ page, error, caption, narrowed, empty, onRetry, onClear, onFault }: InsteadOfRowsProps) {
  const fault = page ? page.stale : error;
  if (page && narrowed) {
    return (
      <Empty
        title={`None of ${page.total.toLocaleString('en')} ${caption} fits`}
        action={<Button onClick={onClear}>Clear the filter</Button>}
      />
    );
  }
  return fault ? <FaultNotice fault={fault} onRetry={onRetry} action={onFault?.(fault)} /> : empty;
}
