import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useOperation } from '@/bridge/operation';
import { target, useCan } from '@/bridge/policy';
import type { DeadLetter, Sink } from '@/bridge/types';
import { Section } from '@/ui/facts';
import { GuardedButton } from '@/ui/guarded-button';
import { FaultNotice, Skeleton } from '@/ui/notices';
import { Time } from '@/ui/time';
import { lettersQuery, useReplay } from './api';
import { counted } from './light';

const head = 'h-7 border-line border-b px-2 text-left font-medium text-12 text-muted first:pl-0 last:pr-0';
const cell = 'h-8 truncate border-line/60 border-b px-2 first:pl-0 last:pr-0';

/** What a sink refused, why, and the way to send it again. It cannot be discarded. */
export function Letters({ sink }: { sink: Sink }) {
  const { data, error, refetch } = useQuery(lettersQuery(sink.name));
  const decision = useCan('audit.replay', target({ name: `SIEM ${sink.name}` }));
  const replay = useReplay();
  const status = useOperation(replay.data?.id);
  const running = replay.isPending || status?.state === 'running';
  const fault = replay.error ?? (status && !running ? status.fault : null);
  const again = (seq: number) => replay.mutate({ sink: sink.name, seq });
  return (
    <div className="mt-4">
      <Section
        title={`Refused: ${counted(sink.dead, 'record')}`}
        aside={
          <GuardedButton
            variant="secondary"
            decision={decision}
            blocked={running ? 'Being sent' : undefined}
            icon={<RotateCcw size={13} aria-hidden="true" />}
            onPress={() => again(0)}
          >
            Send all again
          </GuardedButton>
        }
      >
        {fault ? <FaultNotice compact fault={fault} /> : null}
        {!data && !error ? <Skeleton rows={2} /> : null}
        {!data && error ? <FaultNotice compact fault={error} onRetry={() => void refetch()} /> : null}
        {data && data.length > 0 ? (
          <table
            aria-label={`Records that ${sink.name} refused`}
            className="mt-1 w-full table-fixed border-separate border-spacing-0"
          >
            <thead>
              <tr>
                <th className={`${head} w-18 text-right`}>Record</th>
                <th className={`${head} w-22`}>Refused</th>
                <th className={`${head} w-24`}>Person</th>
                <th className={`${head} w-52`}>Action</th>
                <th className={`${head} w-48`}>On</th>
                <th className={head}>Why</th>
                <th className={`${head} w-28`}>
                  <span className="sr-only">Send again</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map((letter) => (
                <Line key={letter.seq} letter={letter}>
                  <GuardedButton
                    variant="secondary"
                    decision={decision}
                    blocked={running ? 'Being sent' : undefined}
                    onPress={() => again(letter.seq)}
                  >
                    Send again
                  </GuardedButton>
                </Line>
              ))}
            </tbody>
          </table>
        ) : null}
        {data && data.length < sink.dead ? (
          <p className="text-muted">The first {data.length} are shown. Send all again to send the rest too.</p>
        ) : null}
      </Section>
    </div>
  );
}

const Line = ({ letter, children }: { letter: DeadLetter; children: ReactNode }) => (
  <tr>
    <td className={`${cell} text-right tabular-nums`} title={letter.key}>
      {letter.seq.toLocaleString('en')}
    </td>
    <td className={cell}>
      <Time at={letter.at} ago />
    </td>
    <td className={cell}>{letter.person}</td>
    <td className={`${cell} mono`} title={letter.outcome}>
      {letter.action}
    </td>
    <td className={`${cell} mono`}>{letter.name}</td>
    <td className={`${cell} selectable`} title={letter.reason}>
      {letter.reason}
    </td>
    <td className={`${cell} text-right`}>{children}</td>
  </tr>
);
