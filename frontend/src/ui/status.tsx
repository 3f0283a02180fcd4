import clsx from 'clsx';

/** A status is a shape, a word and a colour; never colour alone. */

export type Tone = 'ok' | 'busy' | 'attention' | 'bad' | 'unknown' | 'held';
export type Shape =
  | 'dot'
  | 'half'
  | 'triangle'
  | 'diamond'
  | 'diamondFull'
  | 'ring'
  | 'pause'
  | 'barred'
  | 'cross'
  | 'check';

interface Look {
  tone: Tone;
  shape: Shape;
  word?: string;
}

const looks: Record<string, Look> = {
  healthy: { tone: 'ok', shape: 'dot' },
  available: { tone: 'ok', shape: 'dot' },
  running: { tone: 'ok', shape: 'dot' },
  active: { tone: 'ok', shape: 'dot' },
  ready: { tone: 'ok', shape: 'dot' },
  deployed: { tone: 'ok', shape: 'dot' },
  reachable: { tone: 'ok', shape: 'dot' },
  connected: { tone: 'ok', shape: 'dot' },
  synced: { tone: 'ok', shape: 'diamondFull' },
  succeeded: { tone: 'ok', shape: 'check' },
  completed: { tone: 'ok', shape: 'check' },
  present: { tone: 'ok', shape: 'check' },
  allowed: { tone: 'ok', shape: 'check' },
  progressing: { tone: 'busy', shape: 'half' },
  pending: { tone: 'busy', shape: 'half' },
  containercreating: { tone: 'busy', shape: 'half' },
  terminating: { tone: 'busy', shape: 'half' },
  asked: { tone: 'busy', shape: 'half' },
  'pending-install': { tone: 'busy', shape: 'half' },
  'pending-upgrade': { tone: 'busy', shape: 'half' },
  'pending-rollback': { tone: 'busy', shape: 'half' },
  outofsync: { tone: 'attention', shape: 'diamond', word: 'Out of sync' },
  'auto-sync left on': { tone: 'attention', shape: 'diamond' },
  missing: { tone: 'attention', shape: 'ring' },
  expiring: { tone: 'attention', shape: 'half', word: 'Ends soon' },
  refused: { tone: 'attention', shape: 'barred' },
  forbidden: { tone: 'attention', shape: 'barred' },
  interrupted: { tone: 'attention', shape: 'cross' },
  degraded: { tone: 'bad', shape: 'triangle' },
  failed: { tone: 'bad', shape: 'triangle' },
  error: { tone: 'bad', shape: 'triangle' },
  crashloopbackoff: { tone: 'bad', shape: 'triangle', word: 'Crash loop' },
  imagepullbackoff: { tone: 'bad', shape: 'triangle', word: 'Image pull failed' },
  errimagepull: { tone: 'bad', shape: 'triangle', word: 'Image pull failed' },
  unreachable: { tone: 'bad', shape: 'cross' },
  wrongperson: { tone: 'bad', shape: 'triangle', word: 'Somebody else' },
  problem: { tone: 'bad', shape: 'triangle' },
  suspended: { tone: 'held', shape: 'pause' },
  held: { tone: 'held', shape: 'pause' },
  cancelled: { tone: 'held', shape: 'cross' },
  absent: { tone: 'held', shape: 'ring' },
  signedout: { tone: 'held', shape: 'ring', word: 'Signed out' },
  unasked: { tone: 'unknown', shape: 'ring', word: 'Not asked yet' },
  superseded: { tone: 'held', shape: 'ring' },
  uninstalled: { tone: 'held', shape: 'ring' },
  unknown: { tone: 'unknown', shape: 'ring' },
};

/** How a status word looks. A word nobody knows is unknown: grey, never green. */
export const lookOf = (word: string): Look => looks[word.toLowerCase()] ?? { tone: 'unknown', shape: 'ring' };

const colours: Record<Tone, string> = {
  ok: 'text-ok',
  busy: 'text-busy',
  attention: 'text-attention',
  bad: 'text-bad',
  unknown: 'text-faint',
  held: 'text-faint',
};

const paths: Record<Shape, React.ReactNode> = {
  dot: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  half: (
    <>
      <circle cx="6" cy="6" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 2.25a3.75 3.75 0 0 1 0 7.5z" fill="currentColor" />
    </>
  ),
  triangle: <path d="M6 1.4 11.2 10.4H.8z" fill="currentColor" strokeLinejoin="round" stroke="currentColor" />,
  diamond: <path d="M6 1.6 10.4 6 6 10.4 1.6 6z" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  diamondFull: <path d="M6 1.2 10.8 6 6 10.8 1.2 6z" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  pause: <path d="M3 2h2v8H3zM7 2h2v8H7z" fill="currentColor" />,
  barred: (
    <>
      <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="m3 9 6-6" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  cross: <path d="m2.5 2.5 7 7m0-7-7 7" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />,
  check: (
    <path
      d="m2 6.4 2.7 2.7L10 3.4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
};

export const StatusShape = ({ shape, tone }: { shape: Shape; tone: Tone }) => (
  <svg viewBox="0 0 12 12" className={clsx('size-3 shrink-0', colours[tone])} aria-hidden="true">
    {paths[shape]}
  </svg>
);

/** The word as people read it: "OutOfSync" becomes "Out of sync". */
export const wordOf = (word: string) => {
  const known = lookOf(word).word;
  if (known) return known;
  const spaced = word.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

export function Status({ word, quiet = false }: { word: string; quiet?: boolean }) {
  if (word === '') return <span className="text-faint">–</span>;
  const look = lookOf(word);
  const calm = quiet || look.tone === 'ok' || look.tone === 'held' || look.tone === 'unknown';
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <StatusShape shape={look.shape} tone={look.tone} />
      <span className={clsx('truncate', calm ? 'text-text' : `${colours[look.tone]} font-medium`)}>{wordOf(word)}</span>
    </span>
  );
}
