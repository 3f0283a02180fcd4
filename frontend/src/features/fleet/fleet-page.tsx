import { useQuery } from '@tanstack/react-query';
import { fleetQuery } from '@/bridge/fleet';
import type { FleetFile } from '@/bridge/types';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { Page } from '@/ui/page';
import { useDraft } from './draft';
import { FirstRun } from './first-run';
import { FleetEditor } from './fleet-editor';

/** The team's file: a first one where there is none, else to be read and changed. */
export function FleetPage() {
  const { data, error, refetch } = useQuery(fleetQuery);
  if (data) return <Known file={data} />;
  return (
    <Page title="Fleet">
      <div className="h-full border-line border-t bg-surface">
        {error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : <Skeleton rows={12} />}
      </div>
    </Page>
  );
}

function Known({ file }: { file: FleetFile }) {
  const draft = useDraft(file);
  if (file.missing && !draft.dirty) return <FirstRun file={file} onText={draft.write} />;
  if (!file.address) {
    return (
      <Page title="Fleet">
        <Empty title="No place for a fleet file">Start Sluice with SLUICE_FLEET naming a file, or one in Git.</Empty>
      </Page>
    );
  }
  return <FleetEditor file={file} draft={draft} />;
}
