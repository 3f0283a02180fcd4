import { ShieldCheck } from 'lucide-react';
import { Button } from '@/ui/button';
import { useVerify } from './api';

/** Recomputes the whole chain; what it finds stands under the title. */
export function Verify() {
  const { error, isPending, mutate } = useVerify();
  return (
    <>
      {error ? (
        <span role="alert" className="text-bad">
          {error.message}
        </span>
      ) : null}
      <Button icon={<ShieldCheck size={14} aria-hidden="true" />} disabled={isPending} onClick={() => mutate()}>
        {isPending ? 'Verifying' : 'Verify the chain'}
      </Button>
    </>
  );
}
