import { useCan } from '@/bridge/policy';
import type { OpenEmergency } from '@/bridge/types';
import { EnvironmentBadge } from '@/ui/badges';
import { GuardedButton } from '@/ui/guarded-button';
import { TextLink } from '@/ui/links';
import { StatusShape } from '@/ui/status';
import { Time } from '@/ui/time';
import { targetOf, useAcknowledge, useEmergencies } from './api';

/** How many are told one by one; the rest are in the journal. */
const shown = 3;

/** Emergencies that no second person has acknowledged: in sight wherever one is. */
export function Emergencies() {
  const emergencies = useEmergencies();
  if (emergencies.length === 0) return null;
  return (
    <section aria-label="Emergencies" className="shrink-0 border-bad border-b bg-bad-soft">
      <ul>
        {emergencies.slice(0, shown).map((emergency) => (
          <Line key={emergency.operation} emergency={emergency} />
        ))}
      </ul>
      {emergencies.length > shown ? (
        <p className="px-3 pb-1.5 text-12 text-muted">
          And {emergencies.length - shown} more.{' '}
          <TextLink to="/audit" search={{ q: 'breakglass' }}>
            See the journal
          </TextLink>
        </p>
      ) : null}
    </section>
  );
}

function Line({ emergency }: { emergency: OpenEmergency }) {
  const { operation, person, title, name, environment, at, reason } = emergency;
  const decision = useCan('breakglass.acknowledge', targetOf(emergency));
  const acknowledge = useAcknowledge();
  return (
    <li className="flex min-h-9 items-center gap-3 px-3 py-1">
      <StatusShape shape="triangle" tone="bad" />
      <p className="flex min-w-0 flex-1 items-baseline gap-x-2">
        <span className="shrink-0 font-semibold text-bad">Emergency</span>
        <span className="shrink-0">
          {person} broke glass <Time at={at} ago />:
        </span>
        <span className="flex min-w-0 items-baseline gap-2" title={`${title}: ${name}`}>
          <span className="mono shrink-0">{name}</span>
          <EnvironmentBadge name={environment} />
          <span className="selectable truncate text-muted" title={reason}>
            {reason}
          </span>
        </span>
      </p>
      {acknowledge.error ? <span className="truncate text-bad">{acknowledge.error.message}</span> : null}
      <TextLink to="/audit" search={{ q: operation }}>
        Record
      </TextLink>
      <GuardedButton
        variant="secondary"
        decision={decision}
        blocked={acknowledge.isPending ? 'Asking' : undefined}
        onPress={() => acknowledge.mutate(operation)}
      >
        Acknowledge
      </GuardedButton>
    </li>
  );
}
