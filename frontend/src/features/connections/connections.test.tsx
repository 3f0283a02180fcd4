import { QueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { noteConnection } from '@/bridge/connection';
import type { Connection } from '@/bridge/types';
import { openWindow } from '@/testing/app';

const row = async (name: string) => {
  const button = await screen.findByRole('button', { name });
  const found = button.closest('tr');
  if (!found) throw new Error(`${name} is in no row`);
  return found;
};

describe('connections', () => {
  it('each says who one is there, what is about to end, and which certificate is not verified', async () => {
    const { user } = openWindow('/connections', { context: 'ops1@ocean' });
    expect(await row('main')).toHaveTextContent('Ends soon');
    const insecure = (await screen.findAllByText('TLS not verified'))[0]?.closest('tr');
    expect(insecure).toHaveTextContent('ocean');

    await user.click(screen.getByRole('button', { name: 'main' }));
    const details = await screen.findByRole('complementary', { name: 'Inspector' });
    expect(within(details).getByText('userpass')).toBeInTheDocument();
    expect(within(details).getByText('Harbor Internal CA')).toBeInTheDocument();
    await waitFor(() =>
      expect(within(details).getByRole('button', { name: 'Prolong' })).not.toHaveAttribute('aria-disabled'),
    );
    await user.click(within(details).getByRole('button', { name: 'Prolong' }));
    await user.click(within(details).getByRole('button', { name: 'Test now' }));
    expect(await within(details).findByRole('button', { name: 'Test now' })).toBeInTheDocument();
  });

  it('one signs in by the method one has, and what was typed is kept nowhere', async () => {
    const { user, client } = openWindow('/connections', { context: 'ops1@ocean' });
    await user.click(await screen.findByRole('button', { name: 'Sign in to code' }));
    const sheet = await screen.findByRole('dialog', { name: 'Sign in to Git host code' });
    expect(within(sheet).getByLabelText('Login')).toHaveValue('ops1');
    await user.type(within(sheet).getByLabelText('Password'), 'wrong');
    await user.click(within(sheet).getByRole('button', { name: 'Sign in' }));
    expect(await within(sheet).findByRole('alert')).toHaveTextContent('does not accept this login and password');
    expect(within(sheet).getByLabelText('Password')).toHaveValue('');

    await user.click(within(sheet).getByRole('radio', { name: 'Token' }));
    expect(within(sheet).queryByLabelText('Login')).not.toBeInTheDocument();
    await user.type(within(sheet).getByLabelText('Token'), 'glpat-canary');
    await user.click(within(sheet).getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(async () => expect(await row('code')).toHaveTextContent('Connected'));

    const caches = JSON.stringify([
      client
        .getQueryCache()
        .getAll()
        .map(({ state, queryKey }) => [state, queryKey]),
      client
        .getMutationCache()
        .getAll()
        .map(({ state }) => state),
      { ...window.localStorage },
    ]);
    expect(caches).toContain('ops1');
    expect(caches).not.toContain('glpat-canary');
    expect(caches).not.toContain('wrong');
  });

  it('signing out forgets, and so does forgetting what is kept', async () => {
    const { user, world } = openWindow('/connections?open=argocd/harbor', { context: 'ops1@ocean' });
    const out = await screen.findByRole('button', { name: 'Sign out' });
    await waitFor(() => expect(out).not.toHaveAttribute('aria-disabled'));
    await user.click(out);
    await waitFor(() => expect(world.signedIn.has('harbor')).toBe(false));

    const kept = await screen.findByRole('list', { name: 'Kept credentials' });
    const vault = (await within(kept).findByText('ops1 at https://vault.example.test')).closest('li');
    if (!vault) throw new Error('not in the list');
    const forget = within(vault).getByRole('button', { name: 'Forget' });
    await waitFor(() => expect(forget).not.toHaveAttribute('aria-disabled'));
    await user.click(forget);
    await waitFor(() => expect(screen.queryByText('ops1 at https://vault.example.test')).not.toBeInTheDocument());
    expect(world.statuses.size).toBe(2);
  });

  it('a session of somebody else is shown as what it is, also at home', async () => {
    openWindow('/', { scenario: 'forbidden', context: 'dev1@harbor' });
    const sessions = await screen.findByRole('list', { name: 'Sessions that need you' });
    expect(sessions).toHaveTextContent('devops1, which is devops1, but acting as dev1');
    expect(await screen.findByRole('contentinfo')).toHaveTextContent('Git host code is signed in as somebody else');
  });

  it('a locked keychain is said, and is unlocked on request', async () => {
    const { user } = openWindow('/connections', { context: 'ops1@ocean', keychain: 'locked' });
    expect((await screen.findAllByText('until Sluice is closed')).length).toBeGreaterThan(0);
    await user.click(await screen.findByRole('button', { name: 'Unlock the keychain' }));
    expect(await screen.findByText(/In the keychain of this computer/)).toBeInTheDocument();
    expect(screen.queryByText('until Sluice is closed')).not.toBeInTheDocument();
  });

  it('what is told of a connection keeps what the list alone knows', async () => {
    const { world, client } = openWindow('/connections', { context: 'ops1@ocean' });
    await row('main');
    const known = client.getQueryData<Connection[]>(['connections'])?.find(({ id }) => id === 'vault/main');
    if (!known) throw new Error('the list lacks it');
    world.announceConnection({ ...known, hint: '', state: 'unreachable' });
    await waitFor(async () => expect(await row('main')).toHaveTextContent('Unreachable'));
    const now = client.getQueryData<Connection[]>(['connections'])?.find(({ id }) => id === 'vault/main');
    expect(now?.hint).toBe(known.hint);
    const empty = new QueryClient();
    noteConnection(empty, known);
    expect(empty.getQueryData(['connections'])).toBeUndefined();
  });
});

describe('the role', () => {
  it('is switched from the badge, by an operation', async () => {
    const { user, world } = openWindow('/', { context: 'devops1@harbor' });
    await user.click(await screen.findByRole('button', { name: /Acting as DevOps, proven/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Developer' }));
    expect(await screen.findByRole('button', { name: /Acting as Developer, proven/ })).toBeInTheDocument();
    expect([...world.statuses.values()].map(({ action }) => action)).toEqual(['session.actAs']);
  });

  it('is said to be self-declared where nothing proves it', async () => {
    const { user } = openWindow('/', { context: 'dev1@harbor', unmapped: true });
    await user.click(await screen.findByRole('button', { name: /Acting as no role, self-declared/ }));
    expect(await screen.findByText(/on your own word/)).toBeInTheDocument();
    await user.click(screen.getByRole('menuitem', { name: 'Support' }));
    expect(await screen.findByRole('button', { name: /Acting as Support, self-declared/ })).toBeInTheDocument();
    expect(await screen.findByText('none: self-declared')).toBeInTheDocument();
  });

  it('that cannot be recorded is not taken, and says why where it was chosen', async () => {
    const { user } = openWindow('/', { context: 'devops1@harbor', scenario: 'failing' });
    await user.click(await screen.findByRole('button', { name: /Acting as DevOps/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Developer' }));
    expect(await screen.findByText(/journal cannot be written, so nothing was changed/)).toBeInTheDocument();
    expect(screen.getByRole('menuitem', { name: 'DevOps' })).toBeInTheDocument();
  });

  it('comes with the logins of every system, and is asked for again on request', async () => {
    const { user } = openWindow('/', { context: 'ops1@ocean' });
    await user.click(await screen.findByRole('button', { name: /Acting as Operations/ }));
    const logins = await screen.findByRole('list', { name: 'Logins' });
    await waitFor(() => expect(logins).toHaveTextContent('Vault main ops1'));
    expect(logins).toHaveTextContent('Kubernetes ops1 in sluice:operations');
    await user.click(screen.getByRole('menuitem', { name: 'Ask the server again who I am' }));
    expect(screen.getByRole('list', { name: 'Logins' })).toBeInTheDocument();
  });
});
