import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { aboutQuery } from '@/bridge/about';
import { probeQuery } from '@/bridge/cluster';
import { useActing } from '@/bridge/identity';
import type { About } from '@/bridge/types';
import { type Shape, StatusShape, type Tone } from '@/ui/status';
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
          <SiemLight />
          <Item
            shape={about.keychain.available ? 'check' : 'ring'}
            tone={about.keychain.available ? 'ok' : 'unknown'}
            hint={about.keychain.note || 'Tokens are kept in the keychain of this computer'}
          >
            {about.keychain.available ? 'Keychain' : 'No keychain: sessions end with the window'}
          </Item>
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
  return doubt ? 'Journal was tampered with' : `Journal: ${records.toLocaleString('en')} records`;
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
