import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { aboutQuery } from '@/bridge/about';
import { probeQuery } from '@/bridge/cluster';
import { useConnections, useUnlock } from '@/bridge/connection';
import { useActing } from '@/bridge/identity';
import type { About } from '@/bridge/types';
import { type Shape, StatusShape, type Tone } from '@/ui/status';
import { systemTitle } from '@/ui/system-title';
import { TimeLeft } from '@/ui/time';
import { SiemLight } from './siem-light';

interface ItemProps {
  shape: Shape;
  tone: Tone;
  hint: string;
  children: ReactNode;
}

const Item = ({ shape, tone, hint, children }: ItemProps) => (
  <span className="flex min-w-0 items-center gap-1.5" title={hint}>
    <StatusShape shape={shape} tone={tone} />
    <span className="truncate">{children}</span>
  </span>
);

/** Connections, journal, keychain, version: one line at the bottom. */
export function StatusBar() {
  const { data: about } = useQuery(aboutQuery);
  return (
    <footer
      role="contentinfo"
      aria-label="Status"
      className="flex h-6 shrink-0 items-center gap-4 overflow-hidden whitespace-nowrap border-line border-t bg-surface px-3 text-11 text-muted"
    >
      <Connection />
      {about ? (
        <>
          <Item
            shape={about.journal.problem || about.journal.doubt ? 'triangle' : 'check'}
            tone={about.journal.problem || about.journal.doubt ? 'bad' : 'ok'}
            hint={about.journal.problem || about.journal.doubt || `The audit journal is at ${about.journal.path}`}
          >
            {journalWords(about.journal)}
          </Item>
          <Sessions />
          <SiemLight />
          <KeychainItem keychain={about.keychain} />
          <Fleet fleet={about.fleet} />
          <span className="ml-auto">
            Sluice {about.version}
            {about.build === 'production' ? '' : `, ${about.build}`}
          </span>
        </>
      ) : null}
    </footer>
  );
}

/** The sessions: how many there are, and first of all which one is about to end. */
function Sessions() {
  const sessions = useConnections().filter(({ methods }) => methods.length > 0);
  if (sessions.length === 0) return null;
  const now =
    sessions.find(({ state }) => state === 'wrongPerson') ?? sessions.find(({ state }) => state === 'expiring');
  const signedIn = sessions.filter(({ state }) => state === 'connected' || state === 'expiring').length;
  return (
    <Link to="/connections" search={now ? { open: now.id } : {}} className="min-w-0 rounded-sm hover:text-text">
      {now ? (
        <Item
          shape={now.state === 'expiring' ? 'half' : 'triangle'}
          tone={now.state === 'expiring' ? 'attention' : 'bad'}
          hint={now.problem?.detail ?? 'Prolong it, or sign in again, under Connections'}
        >
          {systemTitle(now.kind)} {now.name}{' '}
          {now.state === 'expiring' ? (
            <>
              ends <TimeLeft at={now.expires} />
            </>
          ) : (
            'is signed in as somebody else'
          )}
        </Item>
      ) : (
        <Item
          shape={signedIn > 0 ? 'check' : 'ring'}
          tone={signedIn > 0 ? 'ok' : 'unknown'}
          hint="Who you are at every system is under Connections"
        >
          Signed in to {signedIn} of {sessions.length}
        </Item>
      )}
    </Link>
  );
}

/** Which fleet is in force, and whether its newest version is; leads to it. */
function Fleet({ fleet }: { fleet: About['fleet'] }) {
  const wrong = fleet.problem !== '' && !fleet.missing;
  const known = fleet.name !== '';
  const word = wrong ? 'The fleet file has a problem' : known ? `Fleet: ${fleet.name}` : 'No fleet file';
  return (
    <Link to="/fleet" className="min-w-0 rounded-sm hover:text-text hover:underline">
      <Item
        shape={wrong ? 'triangle' : known ? 'check' : 'ring'}
        tone={wrong ? 'bad' : known ? 'ok' : 'unknown'}
        hint={fleet.problem || [fleet.path, fleet.commit.slice(0, 8)].filter(Boolean).join(' at ')}
      >
        {word}
      </Item>
    </Link>
  );
}

function journalWords({ problem, doubt, records }: About['journal']): string {
  if (problem) return 'Journal cannot be written: nothing can be changed';
  return doubt ? 'Journal does not verify' : `Journal: ${records.toLocaleString('en')} records`;
}

function KeychainItem({ keychain: { mode, note, asking } }: { keychain: About['keychain'] }) {
  const unlock = useUnlock();
  if (mode !== 'locked') {
    const kept = mode === 'available';
    return (
      <Item
        shape={kept ? 'check' : 'ring'}
        tone={kept ? 'ok' : 'unknown'}
        hint={note || 'Tokens are kept in the keychain of this computer'}
      >
        {kept ? 'Keychain' : 'No keychain: sessions end with the window'}
      </Item>
    );
  }
  return (
    <button
      type="button"
      onClick={() => unlock.mutate()}
      disabled={asking || unlock.isPending}
      className="min-w-0 rounded-sm hover:text-text"
    >
      <Item shape="pause" tone="attention" hint={note}>
        {asking ? 'Waiting for you to unlock the keychain' : 'Keychain locked: unlock'}
      </Item>
    </button>
  );
}

function Connection() {
  const acting = useActing();
  const { data: state } = useQuery(probeQuery(acting?.context ?? ''));
  if (!acting?.context) return null;
  const place = acting.cluster || acting.context;
  if (!state) {
    return (
      <Item shape="ring" tone="unknown" hint="Asking the cluster">
        {place}
      </Item>
    );
  }
  return state.reachable ? (
    <Item shape="dot" tone="ok" hint={`Kubernetes ${state.version}`}>
      {place} answers
    </Item>
  ) : (
    <Item shape="cross" tone="bad" hint={state.problem?.detail ?? ''}>
      {place} does not answer
    </Item>
  );
}
