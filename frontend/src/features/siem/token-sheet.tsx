import { type FormEvent, useEffect, useState } from 'react';
import type { Sink } from '@/bridge/types';
import { Button } from '@/ui/button';
import { TextField } from '@/ui/fields';
import { FaultNotice } from '@/ui/notices';
import { Sheet } from '@/ui/sheet';
import { useSignIn } from './api';

/** Gives a sink a token. It goes to the backend once and is kept nowhere here. */
export function TokenSheet({ sink, onClose }: { sink: Sink; onClose: () => void }) {
  const [token, setToken] = useState('');
  const { signIn, running, succeeded, fault } = useSignIn();

  useEffect(() => {
    if (succeeded) onClose();
  }, [succeeded, onClose]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void signIn({ sink: sink.name, token });
    setToken('');
  };
  return (
    <Sheet open onClose={onClose} width="narrow" title={`Sign in to SIEM ${sink.name}`} about={sink.url}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {sink.hint ? <p className="text-muted">{sink.hint}.</p> : null}
        <TextField
          label="Token"
          name="token"
          type="password"
          value={token}
          onChange={(event) => setToken(event.target.value)}
          hint="It is tried with the next record, kept in the keychain, and used for everybody's records on this computer"
          autoFocus
          required
        />
        {fault ? <FaultNotice compact fault={fault} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={running || !token}>
            {running ? 'Trying it' : 'Sign in'}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
