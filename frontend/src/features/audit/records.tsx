import { useQuery } from '@tanstack/react-query';
import type { AuditEvent } from '@/bridge/types';
import { EnvironmentBadge } from '@/ui/badges';
import { Copyable, Fact, Facts, Section } from '@/ui/facts';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { roleTitle } from '@/ui/role-title';
import { Status, wordOf } from '@/ui/status';
import { bothTimes, Time } from '@/ui/time';
import { recordsQuery } from './api';

/** All that was recorded of one operation: what was asked, and what came of it. */
export function Records({ operation }: { operation: string }) {
  const { data, error, refetch } = useQuery(recordsQuery(operation));
  if (!data) return error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : <Skeleton rows={8} />;
  const last = data.at(-1);
  if (!last) return <Empty title="No records of this operation" />;
  return (
    <div className="flex flex-col gap-5 overflow-y-auto px-4 pb-4">
      <Who event={last} />
      {data.map((event) => (
        <Section
          key={event.seq}
          title={`Record ${event.seq}: ${wordOf(event.outcome).toLowerCase()}`}
          aside={<Time at={event.at} ago />}
        >
          <Facts>
            <Fact name="Outcome">
              <Status word={event.outcome} />
            </Fact>
            {event.reason ? <Fact name="Reason">{event.reason}</Fact> : null}
            {event.rule ? (
              <Fact name="Rule">
                <span className="mono">{event.rule}</span>
              </Fact>
            ) : null}
            <Fact name="At">
              <span className="whitespace-pre-line">{bothTimes(event.at)}</span>
            </Fact>
            {event.millis > 0 ? <Fact name="Took">{(event.millis / 1000).toFixed(1)} s</Fact> : null}
            <Fact name="Hash">
              <Copyable text={event.hash}>{event.hash.slice(0, 16)}</Copyable>
            </Fact>
            <Fact name="After">
              {event.prev ? <Copyable text={event.prev}>{event.prev.slice(0, 16)}</Copyable> : 'the beginning'}
            </Fact>
          </Facts>
        </Section>
      ))}
    </div>
  );
}

const Who = ({ event }: { event: AuditEvent }) => (
  <Facts>
    <Fact name="Operation">
      <Copyable text={event.operation} />
    </Fact>
    <Fact name="Action">
      <span className="mono">{event.action}</span>
    </Fact>
    <Fact name="On">
      <span className="mono">{event.name || '–'}</span>{' '}
      {event.environment ? <EnvironmentBadge name={event.environment} /> : null}
    </Fact>
    <Fact name="Where">{[event.cluster, event.namespace].filter(Boolean).join('/') || '–'}</Fact>
    <Fact name="For">{[event.customer, event.product].filter(Boolean).join(', ') || '–'}</Fact>
    <Fact name="Person">
      {event.person} as {roleTitle(event.role)}, {event.proof ? `proven by ${event.proof}` : 'self-declared'}
    </Fact>
    {event.emergency ? (
      <Fact name="Emergency">
        <span className="text-bad">{event.emergency}</span>
      </Fact>
    ) : null}
    <Fact name="Logins">{event.logins.join(', ')}</Fact>
    {Object.entries(event.details).map(([key, value]) => (
      <Fact key={key} name={key}>
        <span className="mono">{value}</span>
      </Fact>
    ))}
    <Fact name="From">
      {event.host}, Sluice {event.version}
    </Fact>
  </Facts>
);
