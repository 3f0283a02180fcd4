import { EnvironmentBadge } from '@/ui/badges';
import { Section } from '@/ui/facts';
import { TextLink } from '@/ui/links';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { Status } from '@/ui/status';
import { Time } from '@/ui/time';
import { useFirstRows } from './api';

const outcomes = { outcome: ['succeeded', 'failed', 'refused', 'cancelled', 'interrupted'] };

/** The last operations of the journal, newest first. */
export function LastOperations() {
  const { rows, error, refetch } = useFirstRows('audit', outcomes, 8, 'at');
  return (
    <Section title="Last operations" aside={<TextLink to="/audit">Audit journal</TextLink>}>
      <div className="rounded-md border border-line bg-surface">
        {!rows && error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : null}
        {!rows && !error ? <Skeleton rows={5} /> : null}
        {rows?.length === 0 ? (
          <Empty title="Nothing has been done yet">Every change and every refusal will be listed here.</Empty>
        ) : null}
        {rows && rows.length > 0 ? (
          <ul>
            {rows.map((row) => (
              <li
                key={row.id}
                className="grid h-8 grid-cols-[7.5rem_4rem_minmax(0,1fr)_minmax(0,1fr)_5rem_6rem] items-center gap-3 border-line/60 border-b px-3 last:border-b-0"
              >
                <Status word={row.cell('outcome')} />
                <EnvironmentBadge name={row.cell('environment')} />
                <TextLink to="/audit" search={{ q: row.cell('operation') }}>
                  <span className="mono">{row.cell('name') || row.cell('operation')}</span>
                </TextLink>
                <span className="mono truncate text-muted">{row.cell('action')}</span>
                <span className="truncate">{row.cell('person')}</span>
                <span className="text-right text-muted">
                  <Time at={row.cell('at')} ago />
                </span>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </Section>
  );
}
