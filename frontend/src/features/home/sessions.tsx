import { useConnections, useRenew } from '@/bridge/connection';
import { target, useCan } from '@/bridge/policy';
import type { Connection } from '@/bridge/types';
import { Section } from '@/ui/facts';
import { GuardedButton } from '@/ui/guarded-button';
import { TextLink } from '@/ui/links';
import { FaultNotice } from '@/ui/notices';
import { StatusShape } from '@/ui/status';
import { systemTitle } from '@/ui/system-title';
import { TimeLeft } from '@/ui/time';

/** Sessions that end soon, or are somebody else's: nothing while there are none. */
export function Sessions() {
  const wanting = useConnections().filter(({ state }) => state === 'expiring' || state === 'wrongPerson');
  if (wanting.length === 0) return null;
  return (
    <Section title="Sessions" aside={<TextLink to="/connections">All connections</TextLink>}>
      <ul aria-label="Sessions that need you" className="rounded-md border border-line bg-surface">
        {wanting.map((one) => (
          <Session key={one.id} connection={one} />
        ))}
      </ul>
    </Section>
  );
}

function Session({ connection }: { connection: Connection }) {
  const { id, kind, name, state, expires, renewable, methods, problem } = connection;
  const may = useCan('session.renew', renewable ? target({ name: `${systemTitle(kind)} ${name}` }) : undefined);
  const renew = useRenew();
  const ending = state === 'expiring';
  return (
    <li className="flex min-h-9 flex-wrap items-center gap-3 border-line/60 border-b px-3 py-1 last:border-b-0">
      <StatusShape shape={ending ? 'half' : 'triangle'} tone={ending ? 'attention' : 'bad'} />
      <span className="min-w-0 flex-1">
        {systemTitle(kind)} <span className="mono">{name}</span>{' '}
        {ending ? (
          <span className="text-muted">
            {kind === 'cluster' ? 'takes your certificate no longer' : 'ends your session'} <TimeLeft at={expires} />
          </span>
        ) : (
          <span className="text-muted">{problem?.detail}</span>
        )}
      </span>
      {ending && renewable ? (
        <GuardedButton decision={may} variant="secondary" onPress={() => renew.mutate(id)}>
          Prolong
        </GuardedButton>
      ) : null}
      {methods.length > 0 ? (
        <TextLink to="/connections" search={{ open: id, signIn: id }}>
          Sign in again
        </TextLink>
      ) : (
        <TextLink to="/connections" search={{ open: id }}>
          Look
        </TextLink>
      )}
      {renew.error ? (
        <div className="w-full pb-1">
          <FaultNotice compact fault={renew.error} />
        </div>
      ) : null}
    </li>
  );
}
