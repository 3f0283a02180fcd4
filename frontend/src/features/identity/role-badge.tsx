import { Check, ChevronDown, RefreshCw, ShieldCheck, ShieldQuestion } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useActAs, useActing, useRefreshIdentity } from '@/bridge/identity';
import { useOperation } from '@/bridge/operation';
import type { Acting } from '@/bridge/types';
import { menuItem, menuLabel, menuPanel } from '@/ui/popups';
import { roleTitle } from '@/ui/role-title';
import { Logins } from './logins';

/** Who acts and how that is known; with several roles, the one to act as. */
export function RoleBadge() {
  const acting = useActing();
  if (!acting?.context) return null;
  return <Badge acting={acting} />;
}

function Badge({ acting }: { acting: Acting }) {
  const { actor, problem } = acting;
  const [open, setOpen] = useState(false);
  const refresh = useRefreshIdentity();
  const proven = actor.proof !== '';
  const Icon = proven ? ShieldCheck : ShieldQuestion;
  const proof = proofOf(acting);
  const sentence = `Acting as ${roleTitle(actor.role)}, ${proof}`;
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={setOpen}>
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
        <DropdownMenu.Content className={`${menuPanel} w-88`} align="start" sideOffset={4}>
          <div className="px-2 py-1.5">
            <p className="font-semibold">{actor.person || 'Nobody'}</p>
            <p className="text-muted">{sentence}.</p>
            {problem ? <p className="mt-1 text-bad">{problem.detail}.</p> : null}
            <Logins actor={actor} />
          </div>
          <Roles acting={acting} onChosen={() => setOpen(false)} />
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item
            className={menuItem}
            onSelect={(event) => {
              event.preventDefault(); // the answer is shown right here
              refresh.mutate();
            }}
          >
            <RefreshCw size={13} aria-hidden="true" />
            {refresh.isPending ? 'Asking the server' : 'Ask the server again who I am'}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function proofOf({ actor, selfDeclared, problem }: Acting): string {
  if (problem) return problem.kind === 'denied' ? 'not a cluster of the fleet' : 'nobody could be asked';
  if (actor.proof) return `proven by ${actor.proof}`;
  return selfDeclared ? 'self-declared' : 'no group maps to a role';
}

/** The roles to choose from. The choice is recorded before it takes effect, so it can be refused. */
function Roles({ acting: { actor, selfDeclared }, onChosen }: { acting: Acting; onChosen: () => void }) {
  const actAs = useActAs();
  const status = useOperation(actAs.data?.id);
  const failed = actAs.error?.message ?? (status?.state === 'failed' ? status.fault?.detail : undefined);
  if (actor.roles.length < 2) return null;
  return (
    <>
      <DropdownMenu.Label className={menuLabel}>
        {selfDeclared ? 'Act as, on your own word: the fleet maps no groups to roles' : 'Act as'}
      </DropdownMenu.Label>
      {actor.roles.map((role) => (
        <DropdownMenu.Item
          key={role}
          className={menuItem}
          onSelect={(event) => {
            event.preventDefault(); // it closes once it is recorded
            if (role === actor.role) onChosen();
            else actAs.mutate(role, { onSuccess: onChosen });
          }}
        >
          <span className="size-3.5">{role === actor.role ? <Check size={13} className="text-accent" /> : null}</span>
          {roleTitle(role)}
        </DropdownMenu.Item>
      ))}
      {failed ? (
        <p role="alert" className="px-2 py-1 text-12 text-bad">
          {failed}.
        </p>
      ) : null}
    </>
  );
}
