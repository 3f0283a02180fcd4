import { ShieldCheck } from 'lucide-react';
import { Button } from '@/ui/button';
import { StatusShape } from '@/ui/status';
import { useVerify } from './api';

/** Recomputes the whole chain and says whether every record fits the one before it. */
export function Verify() {
  const { data, error, isPending, mutate } = useVerify();
  return (
    <>
      <span role="status" className="flex items-center gap-1.5">
        {data?.intact ? (
          <>
            <StatusShape shape="check" tone="ok" />
            <span title={`Head ${data.head}`}>All {data.records.toLocaleString('en')} records fit</span>
          </>
        ) : null}
        {data && !data.intact ? (
          <>
            <StatusShape shape="triangle" tone="bad" />
            <span className="font-medium text-bad">
              Record {data.first} does not fit: {data.reason}
            </span>
          </>
        ) : null}
        {error ? <span className="text-bad">{error.message}</span> : null}
      </span>
      <Button icon={<ShieldCheck size={14} aria-hidden="true" />} disabled={isPending} onClick={() => mutate()}>
        {isPending ? 'Verifying' : 'Verify the chain'}
      </Button>
    </>
  );
}
