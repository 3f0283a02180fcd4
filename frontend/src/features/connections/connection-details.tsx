import type { ReactNode } from 'react';
import { useRenew, useSignOut, useTest } from '@/bridge/connection';
import { target, useCan } from '@/bridge/policy';
import type { Connection } from '@/bridge/types';
import { UnverifiedTLS } from '@/ui/badges';
import { Button } from '@/ui/button';
import { Copyable, Fact, Facts, Section } from '@/ui/facts';
import { GuardedButton } from '@/ui/guarded-button';
import { FaultNotice } from '@/ui/notices';
import { Status } from '@/ui/status';
import { systemTitle } from '@/ui/system-title';
import { bothTimes, Time, TimeLeft } from '@/ui/time';

/** One connection: who one is there and until when, whom to trust, and what one can do about it. */
export function ConnectionDetails({ connection, onSignIn }: { connection: Connection; onSignIn: () => void }) {
  const { id, state, problem, restsUntil } = connection;
  const test = useTest();
  const refused = test.error;
  return (
    <div className="flex flex-col gap-5 overflow-y-auto px-4 pb-4">
      {problem ? <FaultNotice compact fault={problem} /> : null}
      {!problem && refused ? <FaultNotice compact fault={refused} /> : null}
      <div className="flex flex-wrap gap-2">
        <SessionButtons connection={connection} onSignIn={onSignIn} />
        <Button onClick={() => test.mutate(id)} disabled={test.isPending}>
          {test.isPending ? 'Asking' : 'Test now'}
        </Button>
      </div>
      {connection.lasting && connection.kept ? (
        <p className="text-12 text-muted">
          Signing out forgets it here. What you signed in with stays valid at the server until it ends or you delete it
          there.
        </p>
      ) : null}
      <Facts>
        <Fact name="State">
          <Status word={state} />
        </Fact>
        <Fact name="Address">
          <Copyable text={connection.url} />
        </Fact>
        <Who connection={connection} />
        {connection.version ? <Fact name="Version">{connection.version}</Fact> : null}
        <Fact name="Asked">
          <Time at={connection.checkedAt} ago />
        </Fact>
        {restsUntil ? (
          <Fact name="Not before">
            <span title={bothTimes(restsUntil)}>
              It refused the login several times, so it is asked again <TimeLeft at={restsUntil} />
            </span>
          </Fact>
        ) : null}
      </Facts>
      <Trust connection={connection} />
      <Said connection={connection} />
    </div>
  );
}

function SessionButtons({ connection, onSignIn }: { connection: Connection; onSignIn: () => void }) {
  const { id, kind, name, state, kept } = connection;
  const on = target({ name: `${systemTitle(kind)} ${name}` });
  const may = {
    signIn: useCan('session.signIn', on),
    signOut: useCan('session.signOut', on),
    renew: useCan('session.renew', on),
  };
  const signOut = useSignOut();
  const renew = useRenew();
  if (connection.methods.length === 0) return null;
  const signedIn = state === 'connected' || state === 'expiring';
  return (
    <>
      {connection.renewable && signedIn ? (
        <GuardedButton
          decision={may.renew}
          variant={state === 'expiring' ? 'primary' : 'secondary'}
          onPress={() => renew.mutate(id)}
        >
          Prolong
        </GuardedButton>
      ) : null}
      <GuardedButton decision={may.signIn} variant={signedIn ? 'secondary' : 'primary'} onPress={onSignIn}>
        {kept ? 'Sign in again' : 'Sign in'}
      </GuardedButton>
      {kept ? (
        <GuardedButton decision={may.signOut} variant="secondary" onPress={() => signOut.mutate(id)}>
          Sign out
        </GuardedButton>
      ) : null}
      {(signOut.error ?? renew.error) ? <Refusal>{(signOut.error ?? renew.error)?.message}</Refusal> : null}
    </>
  );
}

const Refusal = ({ children }: { children: ReactNode }) => (
  <p role="alert" className="w-full text-12 text-bad">
    {children}.
  </p>
);

/** A registry and a SIEM know accounts, not people. */
const knowsPeople = (kind: string) => kind !== 'registry' && kind !== 'siem';

function Who({ connection: { kind, login, person, expires } }: { connection: Connection }) {
  if (!login) return null;
  return (
    <>
      <Fact name="You are">
        <span className="mono">{login}</span>
      </Fact>
      {knowsPeople(kind) ? (
        <Fact name="Person">
          {person || <span className="text-muted">not in the fleet: the login counts as itself</span>}
        </Fact>
      ) : null}
      <Fact name="Ends">
        {expires ? (
          <span>
            <TimeLeft at={expires} />, {new Date(expires).toLocaleString()}
          </span>
        ) : (
          <span className="text-muted">the server does not say</span>
        )}
      </Fact>
    </>
  );
}

function Trust({ connection: { url, insecure, certificate } }: { connection: Connection }) {
  return (
    <Section title="Transport">
      {insecure ? (
        <p className="text-bad">
          <UnverifiedTLS />: whoever stands between can read what is sent, passwords too. An exception for this one
          server; give it a certificate that an authority named in its configuration has signed.
        </p>
      ) : null}
      {url.startsWith('http://') ? (
        <p className="text-attention">Plain HTTP: nothing is encrypted. Good on this computer only.</p>
      ) : null}
      {certificate ? (
        <Facts>
          <Fact name="Certificate">{certificate.name || '–'}</Fact>
          <Fact name="Issued by">{certificate.issuer}</Fact>
          <Fact name="Until">
            <TimeLeft at={certificate.until} />, {new Date(certificate.until).toLocaleDateString()}
          </Fact>
          <Fact name="Verified">{certificate.verified ? 'yes' : <span className="text-bad">no</span>}</Fact>
        </Facts>
      ) : null}
      {!certificate && url.startsWith('https://') ? <p className="text-muted">Not seen yet</p> : null}
    </Section>
  );
}

const Said = ({ connection: { facts } }: { connection: Connection }) =>
  facts.length === 0 ? null : (
    <Section title="What the server says">
      <Facts>
        {facts.map(({ name, value }) => (
          <Fact key={name + value} name={name}>
            {value}
          </Fact>
        ))}
      </Facts>
    </Section>
  );
