import { useQuery } from '@tanstack/react-query';
import { ChevronDown, LogIn, LogOut } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { Instance } from '@/bridge/types';
import { Button } from '@/ui/button';
import { menuItem, menuPanel } from '@/ui/popups';
import { StatusShape } from '@/ui/status';
import { instancesQuery, useSignOut } from './api';
import { SignInSheet } from './sign-in-sheet';

interface InstancesProps {
  signingIn: string | undefined;
  onSignIn: (instance: string | undefined) => void;
}

/** The Argo CD servers and this person's session at each. */
export function Instances({ signingIn, onSignIn }: InstancesProps) {
  const { data: instances = [] } = useQuery(instancesQuery);
  const open = instances.find((instance) => instance.name === signingIn);
  return (
    <>
      {instances.map((instance) => (
        <InstanceButton key={instance.name} instance={instance} onSignIn={() => onSignIn(instance.name)} />
      ))}
      {open ? <SignInSheet key={open.name} instance={open} onClose={() => onSignIn(undefined)} /> : null}
    </>
  );
}

function InstanceButton({ instance, onSignIn }: { instance: Instance; onSignIn: () => void }) {
  const signOut = useSignOut();
  if (!instance.signedIn) {
    return (
      <Button onClick={onSignIn} icon={<LogIn size={13} aria-hidden="true" />} title={instance.problem?.detail}>
        Sign in to {instance.name}
      </Button>
    );
  }
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button variant="quiet" aria-label={`Argo CD ${instance.name}, signed in as ${instance.login}`}>
          <StatusShape shape={instance.problem ? 'triangle' : 'dot'} tone={instance.problem ? 'bad' : 'ok'} />
          {instance.name}
          <ChevronDown size={12} aria-hidden="true" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menuPanel} align="end" sideOffset={4}>
          <div className="px-2 py-1.5 text-12 text-muted">
            <p className="font-medium text-text">Signed in as {instance.login}</p>
            <p>{instance.url}</p>
            <p>{instance.version}</p>
            {instance.problem ? <p className="text-bad">{instance.problem.detail}</p> : null}
          </div>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={menuItem} onSelect={() => signOut.mutate(instance.name)}>
            <LogOut size={13} aria-hidden="true" /> Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
