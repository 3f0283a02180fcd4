import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, LogIn, LogOut } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect } from 'react';
import { useConnections, useSignIn, useSignOut } from '@/bridge/connection';
import type { Connection, Instance } from '@/bridge/types';
import { UnverifiedTLS } from '@/ui/badges';
import { Button } from '@/ui/button';
import { menuItem, menuPanel } from '@/ui/popups';
import { SignInSheet } from '@/ui/sign-in-sheet';
import { StatusShape } from '@/ui/status';
import { TimeLeft } from '@/ui/time';
import { instancesQuery } from './api';

interface InstancesProps {
  signingIn: string | undefined;
  onSignIn: (instance: string | undefined) => void;
}

/** The Argo CD servers and this person's session at each. */
export function Instances({ signingIn, onSignIn }: InstancesProps) {
  const { data: instances = [] } = useQuery(instancesQuery);
  const open = useConnections().find(({ id }) => id === idOf(signingIn ?? ''));
  return (
    <>
      {instances.map((instance) => (
        <InstanceButton key={instance.name} instance={instance} onSignIn={() => onSignIn(instance.name)} />
      ))}
      {open ? <SigningIn key={open.id} connection={open} onClose={() => onSignIn(undefined)} /> : null}
    </>
  );
}

const idOf = (instance: string) => `argocd/${instance}`;

/** Signing in is an operation: the lists are asked again once it has ended. */
function SigningIn({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const client = useQueryClient();
  const { signIn, running, succeeded, fault } = useSignIn();
  useEffect(() => {
    if (!succeeded) return;
    void client.invalidateQueries({ queryKey: ['argocd'] });
    void client.invalidateQueries({ queryKey: ['live'] });
    onClose();
  }, [succeeded, client, onClose]);
  return (
    <SignInSheet
      connection={connection}
      onSignIn={(input) => void signIn(input)}
      running={running}
      fault={fault}
      onClose={onClose}
    />
  );
}

function InstanceButton({ instance, onSignIn }: { instance: Instance; onSignIn: () => void }) {
  const signOut = useSignOut();
  if (!instance.signedIn) {
    return (
      <>
        {instance.insecure ? <UnverifiedTLS /> : null}
        <Button onClick={onSignIn} icon={<LogIn size={13} aria-hidden="true" />} title={instance.problem?.detail}>
          Sign in to {instance.name}
        </Button>
      </>
    );
  }
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button variant="quiet" aria-label={`Argo CD ${instance.name}, signed in as ${instance.login}`}>
          <StatusShape shape={instance.problem ? 'triangle' : 'dot'} tone={instance.problem ? 'bad' : 'ok'} />
          {instance.name}
          {instance.insecure ? <UnverifiedTLS /> : null}
          <ChevronDown size={12} aria-hidden="true" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menuPanel} align="end" sideOffset={4}>
          <div className="px-2 py-1.5 text-12 text-muted">
            <p className="font-medium text-text">Signed in as {instance.login}</p>
            <p>{instance.url}</p>
            <p>{instance.version}</p>
            {instance.expires ? (
              <p>
                The session ends <TimeLeft at={instance.expires} />
              </p>
            ) : null}
            {instance.problem ? <p className="text-bad">{instance.problem.detail}</p> : null}
          </div>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={menuItem} onSelect={() => signOut.mutate(idOf(instance.name))}>
            <LogOut size={13} aria-hidden="true" /> Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
