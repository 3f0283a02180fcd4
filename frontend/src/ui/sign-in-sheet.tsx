import { type FormEvent, useState } from 'react';
import type { Fault, FaultShape } from '@/bridge/fault';
import type { Connection, SignIn } from '@/bridge/types';
import { Button } from './button';
import { TextField } from './fields';
import { FaultNotice } from './notices';
import { Segments } from './segments';
import { Sheet } from './sheet';
import { systemTitle } from './system-title';

/** How one signs in: what is typed into which field. */
interface Method {
  title: string;
  login: string;
  secret: string;
  hint: string;
}

const methods: Record<string, Method> = {
  password: {
    title: 'Password',
    login: 'Login',
    secret: 'Password',
    hint: 'What the server gives for it is kept in the keychain',
  },
  approle: {
    title: 'AppRole',
    login: 'Role id',
    secret: 'Secret id',
    hint: 'What the server gives for it is kept in the keychain',
  },
  token: {
    title: 'Token',
    login: '',
    secret: 'Token',
    hint: 'It is kept in the keychain, and stays yours: signing out here does not revoke it',
  },
};

interface SignInSheetProps {
  connection: Connection;
  onSignIn: (input: SignIn) => void;
  running: boolean;
  fault: Fault | FaultShape | null;
  onClose: () => void;
}

/** Signs in to one system. What is typed goes to the backend once and is kept nowhere here. */
export function SignInSheet({ connection, onSignIn, running, fault, onClose }: SignInSheetProps) {
  const [chosen, setChosen] = useState(connection.methods[0] ?? 'password');
  const [login, setLogin] = useState(connection.suggest || connection.login);
  const [secret, setSecret] = useState('');
  const method = methods[chosen];
  if (!method) return null;
  const wants = fault?.field;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSignIn({ id: connection.id, method: chosen, login: method.login ? login : '', secret });
    setSecret('');
  };
  const choose = (id: string) => {
    setChosen(id);
    setSecret('');
    setLogin(id === 'password' ? connection.suggest || connection.login : '');
  };
  return (
    <Sheet
      open
      onClose={onClose}
      width="narrow"
      title={`Sign in to ${systemTitle(connection.kind)} ${connection.name}`}
      about={connection.url}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {connection.hint ? <p className="text-muted">{connection.hint}.</p> : null}
        {connection.methods.length > 1 ? (
          <div>
            <Segments
              label="How to sign in"
              value={chosen}
              options={connection.methods.map((id) => ({ id, title: methods[id]?.title ?? id }))}
              onChange={choose}
            />
          </div>
        ) : null}
        {method.login ? (
          <TextField
            key={`${chosen} login`}
            label={method.login}
            name="login"
            value={login}
            onChange={(event) => setLogin(event.target.value)}
            aria-invalid={wants === 'login' || undefined}
            required
          />
        ) : null}
        <TextField
          key={`${chosen} secret`}
          label={method.secret}
          name={chosen}
          type="password"
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
          hint={method.hint}
          aria-invalid={wants === 'secret' || undefined}
          autoFocus={login !== '' || !method.login}
          required
        />
        {fault ? <FaultNotice compact fault={fault} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={running || !secret || (method.login !== '' && !login)}>
            {running ? 'Signing in' : 'Sign in'}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
