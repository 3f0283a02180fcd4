import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { AuditEvent } from '@/bridge/types';
import { Section } from '@/ui/facts';
import { Status, wordOf } from '@/ui/status';
import { bothTimes } from '@/ui/time';

/** What was asked beside what came of it; what differs stands out, what is the same is said once. */
export function Compared({ records }: { records: readonly AuditEvent[] }) {
  const [first] = records;
  const last = records.at(-1);
  if (!first || !last) return null;
  const ended = last === first ? undefined : last;
  const details = [...new Set(records.flatMap((event) => Object.keys(event.details)))].sort();
  return (
    <Section title={ended ? 'Asked and done' : wordOf(first.outcome)}>
      <table className="w-full table-fixed border-collapse">
        <thead>
          <tr className="text-left text-12 text-muted">
            <th scope="col" className="w-24 py-0.5 pr-3 font-normal">
              <span className="sr-only">Field</span>
            </th>
            <th scope="col" className="py-0.5 pr-3 font-medium">
              <Status word={first.outcome} quiet />
            </th>
            {ended ? (
              <th scope="col" className="py-0.5 font-medium">
                <Status word={ended.outcome} />
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {details.map((name) => (
            <Line key={name} name={name} of={(event) => event.details[name] ?? ''} first={first} ended={ended} mono />
          ))}
          <Line name="Why" of={(event) => event.reason} first={first} ended={ended} />
          <Line name="Kind" of={(event) => event.fault} first={first} ended={ended} />
          <Line name="Took" of={took} first={first} ended={ended} plain />
          <Line name="At" of={(event) => bothTimes(event.at)} first={first} ended={ended} plain />
        </tbody>
      </table>
    </Section>
  );
}

const took = (event: AuditEvent) => (event.millis > 0 ? `${(event.millis / 1000).toFixed(1)} s` : '');

interface LineProps {
  name: string;
  of: (event: AuditEvent) => string;
  first: AuditEvent;
  ended: AuditEvent | undefined;
  mono?: boolean;
  /** It differs by its nature. */
  plain?: boolean;
}

function Line({ name, of, first, ended, mono = false, plain = false }: LineProps) {
  const [asked, done] = [of(first), ended ? of(ended) : ''];
  if (!asked && !done) return null;
  const differs = !plain && asked !== '' && done !== '' && asked !== done; // what only came of it is no difference
  return (
    <tr className="border-line/60 border-t align-top">
      <th scope="row" className="truncate py-1 pr-3 text-left font-normal text-muted" title={name}>
        {name}
      </th>
      {ended && asked !== done ? (
        <>
          <Cell mono={mono} quiet={differs}>
            {asked}
          </Cell>
          <Cell mono={mono} marked={differs}>
            {done}
          </Cell>
        </>
      ) : (
        <Cell mono={mono} span={ended ? 2 : 1}>
          {asked}
        </Cell>
      )}
    </tr>
  );
}

interface CellProps {
  mono: boolean;
  span?: number;
  quiet?: boolean;
  marked?: boolean;
  children: ReactNode;
}

const Cell = ({ mono, span = 1, quiet = false, marked = false, children }: CellProps) => (
  <td
    colSpan={span}
    className={clsx(
      'selectable whitespace-pre-line break-words py-1 pr-3',
      mono && 'mono',
      quiet && 'text-muted',
      marked && 'bg-attention-soft',
    )}
  >
    {children || <span className="text-faint">–</span>}
  </td>
);
