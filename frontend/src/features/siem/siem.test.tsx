import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Sink } from '@/bridge/types';
import { openWindow } from '@/testing/app';
import { lightOf, waiting } from './light';

const window_ = (address = '/siem') => openWindow(address, { context: 'ops1@ocean', siemTrouble: true });

describe('the status light', () => {
  it('shows the worst of all sinks, and leads to the page', async () => {
    const { user } = window_('/');
    const light = await screen.findByRole('link', { name: /SIEM wants a token: 3 records wait, the oldest 12 min/ });
    await user.click(light);
    expect(await screen.findByRole('heading', { name: 'SIEM' })).toBeInTheDocument();
  });

  it.each([
    ['off', 'No SIEM'],
    ['idle', 'SIEM: nothing to send yet'],
    ['ok', 'SIEM has all records'],
    ['dead', 'SIEM refused 2 records'],
    ['behind', 'SIEM: 1 record waits, the oldest 3 min'],
    ['failing', 'SIEM: 1 record waits, the oldest 3 min'],
    ['tampered', 'SIEM and journal do not fit'],
  ])('%s: %s', (state, words) => {
    const now = Date.parse('2026-10-02T08:03:10Z');
    const sink = { state, queue: 1, oldest: '2026-10-02T08:00:00.123456789Z' } as Sink;
    const all = { state, queue: 9, oldest: sink.oldest, dead: 2, sinks: state === 'off' ? [] : [sink] };
    expect(lightOf(all, now).word).toBe(words);
  });

  it('says nothing of what does not wait, and no age of what has just come', () => {
    const now = Date.parse('2026-10-02T08:00:01Z');
    expect(waiting({ queue: 0, oldest: '' }, now)).toBe('');
    expect(waiting({ queue: 2, oldest: '2026-10-02T08:00:00Z' }, now)).toBe('2 records wait');
  });
});

describe('the SIEM page', () => {
  it('says of each sink how far it is, whom it is, and what is the matter', async () => {
    window_();
    const failing = await screen.findByRole('region', { name: 'SIEM collector' });
    expect(failing).toHaveTextContent('412 records wait, the oldest 3 h');
    expect(failing).toHaveTextContent('did not answer in time. Check the network or the VPN');
    expect(failing).toHaveTextContent('Not verified, as the fleet file says');
    expect(failing).toHaveTextContent(/Next try\s*within a minute, by itself/);
    const archive = screen.getByRole('region', { name: 'SIEM archive' });
    expect(archive).toHaveTextContent('a certificate');
    expect(archive).toHaveTextContent('archive.example.test, by Example internal CA, until 2027-03-01');
    expect(within(archive).queryByRole('button', { name: 'Sign in' })).not.toBeInTheDocument();
  });

  it('sends a refused record again, and then the others', async () => {
    const { user } = window_();
    const central = await screen.findByRole('region', { name: 'SIEM central' });
    const table = await within(central).findByRole('table', { name: 'Records that central refused' });
    expect(
      within(table).getByRole('row', { name: /3 .*devops1 .*globex-billing-stage .*longer than 64 characters/ }),
    ).toBeInTheDocument();
    await user.click(within(table).getAllByRole('button', { name: 'Send again' })[0] as HTMLElement);
    await waitFor(() => expect(central).toHaveTextContent('Refused: 1 record'));
    await user.click(within(central).getByRole('button', { name: 'Send all again' }));
    await waitFor(() => expect(central).not.toHaveTextContent('Refused'));
    expect(central).toHaveTextContent('Has all records');
  });

  it('takes a token, says when it is not the right one, and keeps it out of the page', async () => {
    const { user, client } = window_();
    const abroad = await screen.findByRole('region', { name: 'SIEM abroad' });
    expect(abroad).toHaveTextContent('after somebody has signed in');
    await user.click(within(abroad).getByRole('button', { name: 'Sign in' }));
    const sheet = await screen.findByRole('dialog', { name: 'Sign in to SIEM abroad' });
    await user.type(within(sheet).getByLabelText('Token'), 'wrong{Enter}');
    expect(await within(sheet).findByRole('alert')).toHaveTextContent('abroad does not accept this token');
    expect(within(sheet).getByLabelText('Token')).toHaveValue('');
    await user.type(within(sheet).getByLabelText('Token'), 'right{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(() => expect(abroad).toHaveTextContent('Has all records'));
    expect(within(abroad).getByRole('button', { name: 'Sign out' })).toBeInTheDocument();
    const remembered = client.getMutationCache().getAll();
    expect(JSON.stringify(remembered.map(({ state }) => state))).not.toMatch(/wrong|right/);
  });
});
