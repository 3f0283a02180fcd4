import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AuditEvent } from '@/bridge/types';
import { EnvironmentBadge } from '@/ui/badges';
import { explainSearch } from '@/ui/explain-link';
import { Copyable, Fact, Facts, Section } from '@/ui/facts';
import { HistoryLink } from '@/ui/history-link';
import { TextLink } from '@/ui/links';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { proofOf } from '@/ui/proven-role';
import { roleTitle } from '@/ui/role-title';
import { Time } from '@/ui/time';
import { recordsQuery } from './api';
import { Compared } from './compared';

/** All that was recorded of one operation: who wanted what where, what was asked beside what came of it, and the links. */
export function Records({ operation }: { operation: string }) {
  const { data, error, refetch } = useQuery(recordsQuery(operation));
  if (!data) return error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : <Skeleton rows={8} />;
  const last = data.at(-1);
  if (!last) return <Empty title="No records of this operation" />;
  return (
    <div className="flex flex-col gap-5 overflow-y-auto px-4 pb-4">
      {last.emergency ? <Mark>Done in an emergency: {last.emergency}</Mark> : null}
      {last.outcome === 'interrupted' ? <Mark>{last.reason}.</Mark> : null}
      <What event={last} />
      <Compared records={data} />
      <Section title="Decided by">
        <Facts>
          <Fact name="Rule">
            <span className="flex items-center gap-3">
              {last.rule ? <span className="mono">{last.rule}</span> : 'None: it could not be decided'}
              {last.action ? (
                <TextLink to="/duties" search={explainSearch({ ...last })}>
                  Explain
                </TextLink>
              ) : null}
            </span>
          </Fact>
          <Fact name="Role">
            {roleTitle(last.role)},{' '}
            <span className={last.proof ? undefined : 'text-attention'}>{proofOf(last.role, last.proof)}</span>
          </Fact>
          <Fact name="Logins">{last.logins.join(', ') || '–'}</Fact>
        </Facts>
      </Section>
      <Section title="In the chain">
        <Facts>
          {data.map((event) => (
            <Fact key={event.seq} name={`Record ${event.seq}`}>
              <span className="flex flex-wrap gap-x-3">
                <Copyable text={event.hash}>{event.hash.slice(0, 12)}</Copyable>
                <span className="flex gap-1 text-muted">
                  after{' '}
                  {event.prev ? <Copyable text={event.prev}>{event.prev.slice(0, 12)}</Copyable> : 'the beginning'}
                </span>
              </span>
            </Fact>
          ))}
        </Facts>
      </Section>
    </div>
  );
}

const Mark = ({ children }: { children: ReactNode }) => (
  <p className="selectable flex gap-2 rounded-md bg-attention-soft px-3 py-2">
    <TriangleAlert size={14} className="mt-0.75 shrink-0 text-attention" aria-hidden="true" />
    <span>{children}</span>
  </p>
);

const What = ({ event }: { event: AuditEvent }) => (
  <Facts>
    <Fact name="Operation">
      <Copyable text={event.operation} />
    </Fact>
    <Fact name="Action">
      <span className="mono">{event.action}</span>
    </Fact>
    <Fact name="On">
      <span className="flex flex-wrap items-center gap-2">
        <span className="mono">{event.name || '–'}</span>
        {event.environment ? <EnvironmentBadge name={event.environment} /> : null}
        {event.name ? (
          <HistoryLink of={{ name: event.name, namespace: event.namespace, cluster: event.cluster }} />
        ) : null}
      </span>
    </Fact>
    <Fact name="Where">{[event.cluster, event.namespace].filter(Boolean).join('/') || '–'}</Fact>
    <Fact name="For">{[event.customer, event.product].filter(Boolean).join(', ') || '–'}</Fact>
    <Fact name="Person">{event.person || '–'}</Fact>
    <Fact name="When">
      <Time at={event.at} ago />
    </Fact>
    <Fact name="From">
      {event.host}, Sluice {event.version}
    </Fact>
  </Facts>
);
