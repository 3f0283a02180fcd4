import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { classify, ownQuery } from '@/bridge/fleet';
import { cancelOperation, noteOperation, useOperation } from '@/bridge/operation';
import { target, useCan } from '@/bridge/policy';
import type { ClusterContext, OwnPlace } from '@/bridge/types';
import { EnvironmentBadge } from '@/ui/badges';
import { Button } from '@/ui/button';
import { ChangeSheet } from '@/ui/change-sheet';
import { Fact, Facts, Section } from '@/ui/facts';
import { TextField } from '@/ui/fields';
import { FaultNotice } from '@/ui/notices';
import { Segments } from '@/ui/segments';
import { Time } from '@/ui/time';

const tiers = [
  { id: 'dev', title: 'Development' },
  { id: 'stage', title: 'Stage' },
  { id: 'prod', title: 'Production' },
] as const;
type Tier = (typeof tiers)[number]['id'];

function useClassify() {
  const client = useQueryClient();
  return useMutation({ mutationFn: classify, onSuccess: (status) => noteOperation(client, status) });
}

/** Where a context's namespaces belong: as the fleet says, and as this person said on this computer. */
export function Belongs({ context }: { context: ClusterContext }) {
  const { data: own } = useQuery(ownQuery);
  const [open, setOpen] = useState(false);
  const back = useClassify();
  const said = (own ?? []).filter((place) => sameServer(place.server, context.server));
  const unclassified = context.environments.length + said.length === 0;
  return (
    <Section
      title="Where it belongs"
      aside={context.server ? <Button onClick={() => setOpen(true)}>Classify</Button> : null}
    >
      {unclassified ? (
        <p className="text-muted">
          The fleet names no environment here, so it is read only until you say where it belongs, on this computer.
        </p>
      ) : null}
      {context.environments.length > 0 ? (
        <p className="flex items-center gap-1.5 text-muted">
          {context.environments.map((name) => (
            <EnvironmentBadge key={name} name={name} production={context.production} />
          ))}
          by the fleet
        </p>
      ) : null}
      {said.length > 0 ? (
        <ul aria-label="Classified by you" className="flex flex-col">
          {said.map((place) => (
            <li key={place.namespaces} className="flex min-h-7 items-center gap-2 border-line border-t">
              <EnvironmentBadge name={place.tier} />
              <span className="mono">{place.namespaces}</span>
              <span className="min-w-0 flex-1 truncate text-12 text-muted">
                by you, on this computer, <Time at={place.at} ago />
              </span>
              <Button
                variant="quiet"
                off={back.isPending}
                aria-label={`Take back ${place.namespaces}`}
                onClick={() => back.mutate({ context: context.name, namespaces: place.namespaces, tier: '' })}
              >
                Take back
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {back.error ? <FaultNotice compact fault={back.error} /> : null}
      {open ? <ClassifySheet context={context} said={said} onClose={() => setOpen(false)} /> : null}
    </Section>
  );
}

/** The kubeconfig and the store write the same address, but for a slash at its end. */
const sameServer = (a: string, b: string) => a.replace(/\/$/, '') === b.replace(/\/$/, '');

interface ClassifySheetProps {
  context: ClusterContext;
  said: readonly OwnPlace[];
  onClose: () => void;
}

/** Says on this computer where namespaces belong that the fleet does not name. */
function ClassifySheet({ context, said, onClose }: ClassifySheetProps) {
  const [namespaces, setNamespaces] = useState('*');
  const [tier, setTier] = useState<Tier>(context.production ? 'prod' : 'dev');
  const decision = useCan('fleet.classify', target({ context: context.name, name: namespaces }));
  const say = useClassify();
  const status = useOperation(say.data?.id);
  const title = tiers.find(({ id }) => id === tier)?.title ?? tier;
  const before = said.find((place) => place.namespaces === namespaces);
  return (
    <ChangeSheet
      open
      onClose={onClose}
      title={`Classify ${context.cluster}`}
      where={`${context.server}, whatever the kubeconfig calls it`}
      production={tier === 'prod'}
      change={
        <div className="flex flex-col gap-4">
          <TextField
            label="Namespaces"
            hint="A name, or a pattern with * for any characters"
            value={namespaces}
            onChange={(event) => setNamespaces(event.target.value)}
            problem={say.error?.field === 'namespaces' ? say.error.message : undefined}
          />
          <div className="flex flex-col gap-1">
            <span className="font-medium text-12">Are</span>
            <span>
              <Segments label="Are" value={tier} onChange={setTier} options={tiers} />
            </span>
          </div>
          <Facts>
            <Fact name="Counts for">this computer only. To tell the team, name it in the fleet file</Fact>
            <Fact name="Your role">stays as it is: where the fleet maps groups, only its clusters prove roles</Fact>
            <Fact name="Never">
              what the fleet names itself, and nothing less than production beside its production
            </Fact>
          </Facts>
        </div>
      }
      checks={[
        context.environments.length === 0
          ? { verdict: 'pass', text: 'The fleet names no environment on this server' }
          : { verdict: 'warn', text: `The fleet names ${context.environments.join(', ')} here: that stays as it is` },
        before
          ? { verdict: 'warn', text: `You called them ${before.tier} before: this takes its place` }
          : { verdict: 'pass', text: 'You have said nothing of these namespaces yet' },
      ]}
      confirm=""
      button={`Call ${namespaces || '…'} ${title.toLowerCase()}`}
      decision={decision}
      blocked={namespaces.trim() === '' ? 'Say which namespaces' : undefined}
      onRun={() => say.mutate({ context: context.name, namespaces: namespaces.trim(), tier })}
      asking={say.isPending}
      refused={say.error}
      status={status}
      onCancel={() => status && void cancelOperation(status.id)}
      next="It counts at once. Take it back here at any time."
    />
  );
}
