import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useOperation } from '@/bridge/operation';
import type { Instance } from '@/bridge/types';
import { Button } from '@/ui/button';
import { TextField } from '@/ui/fields';
import { FaultNotice } from '@/ui/notices';
import { Sheet } from '@/ui/sheet';
import { useSignIn } from './api';

/** Signs in to one Argo CD. The password goes to the backend once and is kept nowhere here. */
export function SignInSheet({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const [login, setLogin] = useState(instance.suggest || instance.login);
  const [password, setPassword] = useState('');
  const client = useQueryClient();
  const signIn = useSignIn();
  const status = useOperation(signIn.data?.id);
  const running = signIn.isPending || status?.state === 'running';
  const fault =
    signIn.error ?? (status && status.state !== 'running' && status.state !== 'succeeded' ? status.fault : null);

  useEffect(() => {
    if (status?.state !== 'succeeded') return;
    void client.invalidateQueries({ queryKey: ['argocd'] });
    void client.invalidateQueries({ queryKey: ['live'] });
    onClose();
  }, [status?.state, client, onClose]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ instance: instance.name, login, password });
    setPassword('');
  };
  return (
    <Sheet open onClose={onClose} width="narrow" title={`Sign in to Argo CD ${instance.name}`} about={instance.url}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {instance.hint ? <p className="text-muted">{instance.hint}.</p> : null}
        <TextField
          label="Login"
          name="login"
          value={login}
          onChange={(event) => setLogin(event.target.value)}
          required
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          hint="The session's token is kept in the keychain; the password is not kept"
          autoFocus={login !== ''}
          required
        />
        {fault ? <FaultNotice compact fault={fault} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={running || !login || !password}>
            {running ? 'Signing in' : 'Sign in'}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
