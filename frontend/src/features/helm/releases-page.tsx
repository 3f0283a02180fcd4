import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useActing } from '@/bridge/identity';
import { liveRows } from '@/bridge/live';
import type { ReleaseRef } from '@/bridge/types';
import type { PickedRow } from '@/ui/data-table/columns';
import { DataTable } from '@/ui/data-table/data-table';
import { useListState } from '@/ui/data-table/use-list-state';
import { Beside, Inspector } from '@/ui/inspector';
import { TextLink } from '@/ui/links';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { Page } from '@/ui/page';
import { columns } from './columns';
import { ReleaseDetails } from './release-details';

const order = { sort: '', descending: false };

/** The Helm releases of the cluster one works in, and the selected one beside them. */
export function ReleasesPage() {
  const [state, setState] = useListState(order);
  const acting = useActing();
  const [picked, setPicked] = useState<{ id: string; ref: ReleaseRef }>();
  const navigate = useNavigate();
  if (!acting) return <Skeleton rows={8} />;
  const { context } = acting;
  const refOf = (row: PickedRow): ReleaseRef => ({ context, namespace: row.cell('namespace'), name: row.cell('name') });
  const open = (row: PickedRow) => void navigate({ to: '/releases/$context/$namespace/$name', params: refOf(row) });
  const shown = picked?.ref.context === context ? picked : undefined;
  if (!context) {
    return (
      <FaultNotice
        fault={acting.problem ?? { kind: 'notFound', detail: 'No context is chosen. Choose one at the top left' }}
      />
    );
  }
  return (
    <Page title="Releases" about={`Helm releases in ${acting.cluster || context}, as ${context}`}>
      <Beside
        inspector={
          shown ? (
            <Inspector
              title={
                <TextLink to="/releases/$context/$namespace/$name" params={shown.ref}>
                  <span className="mono font-semibold">{shown.ref.name}</span>
                </TextLink>
              }
              onClose={() => setPicked(undefined)}
            >
              <ReleaseDetails key={`${context}/${shown.id}`} reference={shown.ref} />
            </Inspector>
          ) : null
        }
      >
        <DataTable
          key={context}
          source={liveRows}
          view="releases"
          scope={{ context, namespace: '', instance: '' }}
          caption="releases"
          columns={columns}
          state={state}
          onState={setState}
          picked={shown?.id}
          onPick={(row) => setPicked({ id: row.id, ref: refOf(row) })}
          onOpen={open}
          actions={[{ title: 'Open', run: open }]}
          empty={
            <Empty title={`No releases in ${acting.cluster || context}`}>
              Helm keeps its releases in the cluster; this one has none that you may see.
            </Empty>
          }
        />
      </Beside>
    </Page>
  );
}
