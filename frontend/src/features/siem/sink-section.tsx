import { KeyRound, LogOut, RefreshCw } from 'lucide-react';
import type { Sink } from '@/bridge/types';
import { CountBadge } from '@/ui/badges';
import { Button } from '@/ui/button';
import { Copyable, Fact, Facts } from '@/ui/facts';
import { FaultNotice } from '@/ui/notices';
import { StatusShape } from '@/ui/status';
import { bothTimes, Time, useNow } from '@/ui/time';
import { useSignOut, useTry } from './api';
import { Letters } from './letters';
import { lookOfSink, waiting, wordOfSink } from './light';

const kinds: Record<string, string> = { https: 'HTTPS', otlp: 'OpenTelemetry', syslog: 'syslog over TLS' };

interface SinkSectionProps {
  sink: Sink;
  onSignIn: () => void;
}

/** One place that records are copied to: how far it is, whom it says it is, what it refused. */
export function SinkSection({ sink, onSignIn }: SinkSectionProps) {
  const look = lookOfSink(sink);
  return (
    <section aria-label={`SIEM ${sink.name}`} className="border-line border-b px-4 py-3 last:border-b-0">
      <header className="flex h-7 items-center gap-2">
        <StatusShape shape={look.shape} tone={look.tone} />
        <h2 className="font-semibold text-13">{sink.name}</h2>
        <CountBadge>{kinds[sink.kind] ?? sink.kind}</CountBadge>
        <span className="text-muted">{wordOfSink(sink)}</span>
        <span className="flex-1" />
        <Actions sink={sink} onSignIn={onSignIn} />
      </header>
      {sink.problem ? (
        <div className="mt-2">
          <FaultNotice compact fault={sink.problem} />
        </div>
      ) : null}
      <div className="mt-2 grid grid-cols-2 items-start gap-x-8">
        <Progress sink={sink} />
        <Address sink={sink} />
      </div>
      {sink.dead > 0 ? <Letters sink={sink} /> : null}
    </section>
  );
}

function Actions({ sink, onSignIn }: SinkSectionProps) {
  const again = useTry();
  const signOut = useSignOut();
  const waits = sink.queue > 0 || sink.problem;
  return (
    <>
      {waits ? (
        <Button
          icon={<RefreshCw size={13} aria-hidden="true" />}
          disabled={again.isPending}
          onClick={() => again.mutate(sink.name)}
        >
          Try now
        </Button>
      ) : null}
      {sink.tokens && sink.signedIn ? (
        <Button icon={<LogOut size={13} aria-hidden="true" />} onClick={() => signOut.mutate(sink.name)}>
          Sign out
        </Button>
      ) : null}
      {sink.tokens ? (
        <Button
          variant={sink.state === 'signIn' ? 'primary' : 'secondary'}
          icon={<KeyRound size={13} aria-hidden="true" />}
          onClick={onSignIn}
        >
          {sink.signedIn ? 'Another token' : 'Sign in'}
        </Button>
      ) : null}
    </>
  );
}

function Progress({ sink }: { sink: Sink }) {
  const now = useNow();
  return (
    <Facts>
      <Fact name="Waiting">{waiting(sink, now) || 'nothing'}</Fact>
      <Fact name="Acknowledged">
        {sink.acked.seq > 0 ? (
          <>
            up to record <span className="tabular-nums">{sink.acked.seq.toLocaleString('en')}</span>,{' '}
            <Time at={sink.acked.at} ago />
          </>
        ) : (
          'nothing yet'
        )}
      </Fact>
      {sink.acked.seq > 0 ? (
        <Fact name="Its hash">
          <Copyable text={sink.acked.hash}>{sink.acked.hash.slice(0, 16)}</Copyable>
        </Fact>
      ) : null}
      <Fact name="Last try">{sink.tried ? <Time at={sink.tried} ago /> : 'none since the start'}</Fact>
      <Fact name="Next try">{nextTry(sink, now)}</Fact>
    </Facts>
  );
}

/** When it goes on, and what it waits for where that is no time. */
function nextTry(sink: Sink, now: number) {
  if (sink.state === 'signIn') return 'after somebody has signed in';
  if (!sink.next) return sink.queue > 0 ? 'now' : 'with the next record';
  const minutes = Math.ceil((Date.parse(sink.next) - now) / 60_000);
  return (
    <span title={bothTimes(sink.next)}>
      {minutes > 1 ? `in ${minutes} min, by itself` : 'within a minute, by itself'}
    </span>
  );
}

const Address = ({ sink }: { sink: Sink }) => (
  <Facts>
    <Fact name="Address">
      <Copyable text={sink.url} />
    </Fact>
    <Fact name="Certificate">
      {sink.insecure ? <p className="font-medium text-bad">Not verified, as the fleet file says</p> : null}
      {sink.certificate.name ? (
        <>
          {sink.certificate.name}, by {sink.certificate.issuer},{' '}
          <span title={bothTimes(sink.certificate.until)}>until {sink.certificate.until.slice(0, 10)}</span>
        </>
      ) : sink.insecure ? null : (
        'not seen yet'
      )}
    </Fact>
    <Fact name="Sent with">{proof(sink)}</Fact>
    {sink.hint ? <Fact name="Hint">{sink.hint}</Fact> : null}
  </Facts>
);

function proof(sink: Sink): string {
  const ways = [sink.mutual ? 'a certificate' : '', sink.signedIn ? 'a token' : ''].filter(Boolean);
  return ways.join(' and ') || (sink.tokens ? 'no token' : 'no certificate of ours');
}
