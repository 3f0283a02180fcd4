import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { JournalState, Verdict } from '@/bridge/types';
import { Copyable } from '@/ui/facts';
import { StatusShape } from '@/ui/status';
import { Time } from '@/ui/time';
import { stateQuery } from './api';

/** Whether the journal is what was written: one line under the title, with the key and where its end is kept. */
export function Seal() {
  const { data: state } = useQuery(stateQuery);
  if (!state) return <div className="h-7 shrink-0" />;
  const { checked } = state;
  return (
    <section aria-label="Seal of the journal" className="shrink-0 text-12">
      <div className="flex min-h-7 flex-wrap items-center gap-x-5 gap-y-0.5 px-4 pb-1 text-muted">
        {state.problem ? <Line bad>{state.problem}</Line> : null}
        {checked ? <Finding verdict={checked} /> : <Line waiting>Verifying</Line>}
        <Key state={state} />
        {state.anchored && state.lasting && state.anchoredTo > 0 ? (
          <span title="Kept outside the file, so that a cut or exchanged file is noticed">
            End kept in the keychain <Time at={state.anchored} ago />, at record {count(state.anchoredTo)}
          </span>
        ) : null}
        {checked && checked.records > 0 ? (
          <span className="flex items-center gap-1">
            Head <Copyable text={checked.head}>{checked.head.slice(0, 12)}</Copyable>
          </span>
        ) : null}
        {checked?.continues ? (
          <span>
            Continues <span className="mono">{checked.continues}</span>
          </span>
        ) : null}
      </div>
      {(checked?.notes ?? []).map((note) => (
        <p key={note} className="selectable bg-attention-soft px-4 py-1">
          {note}
        </p>
      ))}
    </section>
  );
}

const count = (n: number) => n.toLocaleString('en');

const Line = ({
  bad = false,
  waiting = false,
  children,
}: {
  bad?: boolean;
  waiting?: boolean;
  children: ReactNode;
}) => (
  <span className={`flex items-center gap-1.5 ${bad ? 'font-medium text-bad' : waiting ? '' : 'text-text'}`}>
    <StatusShape shape={bad ? 'triangle' : waiting ? 'half' : 'check'} tone={bad ? 'bad' : waiting ? 'busy' : 'ok'} />
    {children}
  </span>
);

/** What verifying found, in a sentence. */
function Finding({ verdict }: { verdict: Verdict }) {
  const { first, reason, records, from } = verdict;
  if (verdict.intact && records === 0) return <Line>Nothing to verify yet</Line>;
  return (
    <span role="status" className="flex items-center gap-5">
      {verdict.intact ? (
        <Line>
          {from > 0
            ? `Records ${count(from + 1)} to ${count(records)} fit those before`
            : `All ${count(records)} records fit`}
          <span className="text-muted">
            verified <Time at={verdict.at} ago />
          </span>
        </Line>
      ) : (
        <Line bad>
          Tampered with, from record {count(first)} on: {reason}
        </Line>
      )}
      {verdict.unsigned > 0 && verdict.key ? (
        <span className="text-attention">
          {count(verdict.unsigned)} not signed, the first is record {count(verdict.firstUnsigned)}
        </span>
      ) : null}
    </span>
  );
}

function Key({ state }: { state: JournalState }) {
  if (!state.key) return <span>Not signed yet</span>;
  if (state.checked?.key === '' && state.records > 0) {
    return <span className="text-attention">Nothing is signed yet: the next record is, by {state.key}</span>;
  }
  const earlier = state.checked?.unchecked ?? [];
  return (
    <span className="flex items-center gap-1">
      Signed by <Copyable text={state.key} />
      {state.lasting ? null : <span className="text-attention">for this session only</span>}
      {earlier.length > 0 ? (
        <span title={earlier.join('\n')}>
          and {earlier.length} earlier {earlier.length === 1 ? 'key' : 'keys'} that cannot be checked
        </span>
      ) : null}
    </span>
  );
}
