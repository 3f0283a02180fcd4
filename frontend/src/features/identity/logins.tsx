import type { Acting } from '@/bridge/types';
import { systemTitle } from '@/ui/system-title';

/** One person's logins, system by system, and whether the fleet knows that they are theirs. */
export const Logins = ({ actor }: { actor: Acting['actor'] }) => (
  <ul aria-label="Logins" className="mt-1.5 flex flex-col gap-0.5">
    {actor.logins.map((login) => (
      <li key={login.system + login.at} className="text-12 text-muted">
        {systemTitle(login.system)} {login.at}
        {login.at ? ' ' : null}
        <span className="mono text-text">{login.name}</span>
        {login.groups.length > 0 ? <span className="text-faint"> in {login.groups.join(', ')}</span> : null}
        {login.person ? null : <span className="text-faint">, not in the fleet: counts as itself</span>}
        {login.note ? <span className="text-faint">; {login.note}</span> : null}
      </li>
    ))}
  </ul>
);
