import { Download } from 'lucide-react';
import { useState } from 'react';
import { liveRows } from '@/bridge/live';
import { useCan } from '@/bridge/policy';
import { DataTable } from '@/ui/data-table/data-table';
import { useListState } from '@/ui/data-table/use-list-state';
import { GuardedButton } from '@/ui/guarded-button';
import { Beside, Inspector } from '@/ui/inspector';
import { Empty } from '@/ui/notices';
import { Page } from '@/ui/page';
import { columns } from './columns';
import { ExportSheet, journal } from './export-sheet';
import { Records } from './records';
import { Seal } from './seal';
import { Verify } from './verify';

const everything = { context: '', namespace: '', instance: '' };
const order = { sort: 'at', descending: true };

/** The audit journal: what was asked, refused and done, by whom. */
export function AuditPage() {
  const [state, setState] = useListState(order);
  const [picked, setPicked] = useState<{ id: string; operation: string }>();
  const [exporting, setExporting] = useState(false);
  return (
    <Page
      title="Audit"
      about="What was asked, refused and done on this computer"
      actions={
        <>
          <ExportButton onPress={() => setExporting(true)} />
          <Verify />
        </>
      }
    >
      <div className="flex h-full min-h-0 flex-col">
        <Seal />
        <div className="min-h-0 flex-1">
          <Beside
            inspector={
              picked ? (
                <Inspector title="Operation" onClose={() => setPicked(undefined)}>
                  <Records operation={picked.operation} />
                </Inspector>
              ) : null
            }
          >
            <DataTable
              source={liveRows}
              view="audit"
              scope={everything}
              caption="records"
              columns={columns}
              state={state}
              onState={setState}
              picked={picked?.id}
              onPick={(row) => setPicked({ id: row.id, operation: row.cell('operation') })}
              empty={
                <Empty title="The journal is empty">
                  Every change is recorded here before it is made, and so is every refusal.
                </Empty>
              }
            />
          </Beside>
        </div>
      </div>
      {exporting ? <ExportSheet state={state} onClose={() => setExporting(false)} /> : null}
    </Page>
  );
}

function ExportButton({ onPress }: { onPress: () => void }) {
  const decision = useCan('audit.export', journal);
  return (
    <GuardedButton
      decision={decision}
      onPress={onPress}
      variant="secondary"
      icon={<Download size={14} aria-hidden="true" />}
    >
      Export
    </GuardedButton>
  );
}
