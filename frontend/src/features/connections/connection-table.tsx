import clsx from 'clsx';
import type { Connection } from '@/bridge/types';
import { CountBadge, UnverifiedTLS } from '@/ui/badges';
import { Button } from '@/ui/button';
import { Status } from '@/ui/status';
import { Time, TimeLeft } from '@/ui/time';
import { byKind } from './kinds';

interface ConnectionTableProps {
  connections: readonly Connection[];
  picked: string | undefined;
  onPick: (id: string) => void;
  onSignIn: (id: string) => void;
}

const head = 'sticky top-0 z-10 h-7 border-line border-b bg-surface px-3 text-left font-medium text-12 text-muted';

const group = 'h-7 border-line/60 border-b bg-canvas';

/** Columns that the inspector also tells of: beside it there is no room for them. */
const roomy = 'hidden @min-[800px]:table-cell';

/** Every connection under its kind: how it stands, who one is there, when that ends. */
export const ConnectionTable = ({ connections, picked, onPick, onSignIn }: ConnectionTableProps) => (
  <table aria-label="Connections" className="w-full table-fixed border-separate border-spacing-0 bg-surface">
    <thead>
      <tr>
        <th className={head}>Name</th>
        <th className={`${head} w-36`}>State</th>
        <th className={`${head} w-32`}>You are</th>
        <th className={`${head} w-24`}>Ends</th>
        <th className={`${head} ${roomy} w-28`}>Version</th>
        <th className={`${head} ${roomy} w-24`}>Asked</th>
        <th className={`${head} w-24`}>
          <span className="sr-only">Sign in</span>
        </th>
      </tr>
    </thead>
    {byKind(connections).map(({ kind, title, members }) => (
      <tbody key={kind}>
        <tr>
          <th scope="rowgroup" className={`${group} px-3 text-left font-medium text-12`}>
            <span className="flex items-center gap-2 whitespace-nowrap">
              {title} <CountBadge>{members.length}</CountBadge>
            </span>
          </th>
          <td colSpan={3} className={group} />
          <td className={`${group} ${roomy}`} />
          <td className={`${group} ${roomy}`} />
          <td className={group} />
        </tr>
        {members.map((one) => (
          <Row
            key={one.id}
            connection={one}
            picked={one.id === picked}
            onPick={() => onPick(one.id)}
            onSignIn={() => onSignIn(one.id)}
          />
        ))}
      </tbody>
    ))}
  </table>
);

const cell = 'h-8 border-line/60 border-b px-3';
const data = `${cell} truncate`;

interface RowProps {
  connection: Connection;
  picked: boolean;
  onPick: () => void;
  onSignIn: () => void;
}

function Row({ connection, picked, onPick, onSignIn }: RowProps) {
  const { name, state, login, expires, version, checkedAt, insecure, problem, methods } = connection;
  const signsIn = methods.length > 0 && (state === 'signedOut' || (state === 'expiring' && !connection.renewable));
  return (
    <tr className={picked ? 'bg-accent-soft' : 'hover:bg-hover'}>
      <td className={data}>
        <span className="flex min-w-0 items-center gap-2">
          <button
            type="button"
            onClick={onPick}
            className="mono truncate rounded-sm text-left hover:underline"
            aria-pressed={picked}
          >
            {name}
          </button>
          {insecure ? <UnverifiedTLS /> : null}
        </span>
      </td>
      <td className={data} title={problem?.detail}>
        <Status word={state} />
      </td>
      <td className={data}>
        {login ? (
          <span className="mono" title={connection.person ? `${connection.person} in the fleet` : undefined}>
            {login}
          </span>
        ) : (
          <span className="text-faint">–</span>
        )}
      </td>
      <td className={clsx(data, state === 'expiring' && 'font-medium text-attention')}>
        <TimeLeft at={expires} />
      </td>
      <td className={`${data} ${roomy}`}>{version || <span className="text-faint">–</span>}</td>
      <td className={`${data} ${roomy}`}>
        <Time at={checkedAt} ago />
      </td>
      <td className={`${cell} pr-4 text-right`}>
        {signsIn ? (
          <Button variant="quiet" className="h-6" onClick={onSignIn} aria-label={`Sign in to ${name}`}>
            Sign in
          </Button>
        ) : null}
      </td>
    </tr>
  );
}
