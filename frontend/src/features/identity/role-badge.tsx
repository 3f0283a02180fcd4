import { Check, ChevronDown, ShieldCheck, ShieldQuestion } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useActAs, useActing } from '@/bridge/identity';
import { menuItem, menuLabel, menuPanel } from '@/ui/popups';
import { roleTitle } from '@/ui/role-title';

/** Who acts and how that is known; with several roles, the one to act as. */
export function RoleBadge() {
  const acting = useActing();
  const actAs = useActAs();
  if (!acting?.context) return null;
  const { actor, selfDeclared, problem } = acting;
  const proven = actor.proof !== '';
  const Icon = proven ? ShieldCheck : ShieldQuestion;
  const proof = problem
    ? problem.kind === 'denied'
      ? 'not a cluster of the fleet'
      : 'nobody could be asked'
    : proven
      ? `proven by ${actor.proof}`
      : selfDeclared
        ? 'self-declared'
        : 'no group maps to a role';
  const sentence = `Acting as ${roleTitle(actor.role)}, ${proof}`;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={`${actor.person || 'Nobody'}. ${sentence}`}
        title={sentence}
        className="flex h-8 shrink-0 items-center gap-1.5 rounded-md px-2 hover:bg-hover data-[state=open]:bg-hover"
      >
        <Icon size={14} className={proven ? 'text-ok' : 'text-attention'} aria-hidden="true" />
        <span>{roleTitle(actor.role)}</span>
        {proven ? null : <span className="text-12 text-muted">{proof}</span>}
        <ChevronDown size={13} className="text-faint" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={`${menuPanel} w-80`} align="start" sideOffset={4}>
          <div className="px-2 py-1.5">
            <p className="font-semibold">{actor.person || 'Nobody'}</p>
            <p className="text-muted">{sentence}.</p>
            {problem ? <p className="mt-1 text-bad">{problem.detail}.</p> : null}
            {actor.logins.map((login) => (
              <p key={login.system} className="mt-1 text-12 text-muted">
                {login.system}: <span className="mono">{login.name}</span>
                {login.groups.length > 0 ? <span className="text-faint"> in {login.groups.join(', ')}</span> : null}
              </p>
            ))}
          </div>
          {actor.roles.length > 1 ? (
            <>
              <DropdownMenu.Label className={menuLabel}>Act as</DropdownMenu.Label>
              {actor.roles.map((role) => (
                <DropdownMenu.Item
                  key={role}
                  className={menuItem}
                  onSelect={() => actAs.mutate({ context: acting.context, role })}
                >
                  <span className="size-3.5">
                    {role === actor.role ? <Check size={13} className="text-accent" /> : null}
                  </span>
                  {roleTitle(role)}
                </DropdownMenu.Item>
              ))}
            </>
          ) : null}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
