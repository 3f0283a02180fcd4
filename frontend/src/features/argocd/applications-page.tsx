import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { liveRows } from '@/bridge/live';
import type { ApplicationRef } from '@/bridge/types';
import { Button } from '@/ui/button';
import type { PickedRow } from '@/ui/data-table/columns';
import { DataTable } from '@/ui/data-table/data-table';
import { useListState } from '@/ui/data-table/use-list-state';
import { Beside, Inspector } from '@/ui/inspector';
import { TextLink } from '@/ui/links';
import { Empty } from '@/ui/notices';
import { Page } from '@/ui/page';
import { instancesQuery } from './api';
import { ApplicationDetails } from './application-details';
import { columns } from './columns';
import { Instances } from './instances';

const everywhere = { context: '', namespace: '', instance: '' };
const order = { sort: '', descending: false };

const refOf = (row: PickedRow): ApplicationRef => ({
  instance: row.cell('instance'),
  project: row.cell('project'),
  name: row.cell('name'),
});

/** Argo CD's applications over all instances, and the selected one beside them. */
export function ApplicationsPage() {
  const [state, setState] = useListState(order);
  const [picked, setPicked] = useState<{ id: string; ref: ApplicationRef }>();
  const [signingIn, setSigningIn] = useState<string>();
  const navigate = useNavigate();
  const { data: instances } = useQuery(instancesQuery);
  const missing = instances?.find((instance) => !instance.signedIn);
  const open = (row: PickedRow) => void navigate({ to: '/applications/$instance/$project/$name', params: refOf(row) });
  const signIn = missing ? (
    <Button variant="primary" onClick={() => setSigningIn(missing.name)}>
      Sign in to {missing.name}
    </Button>
  ) : null;
  return (
    <Page
      title="Applications"
      about="What Argo CD deploys, over every environment"
      actions={<Instances signingIn={signingIn} onSignIn={setSigningIn} />}
    >
      <Beside
        inspector={
          picked ? (
            <Inspector
              title={
                <TextLink to="/applications/$instance/$project/$name" params={picked.ref}>
                  <span className="mono font-semibold">{picked.ref.name}</span>
                </TextLink>
              }
              onClose={() => setPicked(undefined)}
            >
              <ApplicationDetails key={picked.id} reference={picked.ref} />
            </Inspector>
          ) : null
        }
      >
        <DataTable
          source={liveRows}
          view="applications"
          scope={everywhere}
          caption="applications"
          columns={columns}
          state={state}
          onState={setState}
          picked={picked?.id}
          onPick={(row) => setPicked({ id: row.id, ref: refOf(row) })}
          onOpen={open}
          actions={[{ title: 'Open', run: open }]}
          onFault={(fault) => (fault.kind === 'signIn' ? signIn : null)}
          empty={
            <Empty title="No applications" action={signIn}>
              {instances?.length === 0
                ? 'The fleet file names no Argo CD instance. Add one under argocd.'
                : 'The Argo CD instances you are signed in to show you no application.'}
            </Empty>
          }
        />
      </Beside>
    </Page>
  );
}
