import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { noDiff, outOfSyncDiff } from '@/bridge/fake/diffs';
import { PreferencesProvider } from '../preferences';
import { Diff } from './diff';

const show = (result = outOfSyncDiff) => render(<Diff result={result} />, { wrapper: PreferencesProvider });

describe('a comparison', () => {
  it('says in a line what differs, and folds what does not', () => {
    show();
    expect(screen.getByText(/5 objects differ: 1 new, 4 changed/)).toBeInTheDocument();
    expect(screen.queryByRole('region', { name: /Service shop-web/ })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Show 1 object alike' })).toBeInTheDocument();
  });

  it('hides the values of a secret and counts noise', () => {
    show();
    const secret = screen.getByRole('region', { name: 'Secret shop-payment, changed' });
    expect(within(secret).getByText('values hidden')).toBeInTheDocument();
    expect(secret).toHaveTextContent('api-key: (value hidden, changed)');
    expect(screen.getAllByText('7 fields of noise left out')).toHaveLength(2);
  });

  it('n and p step from object to object', async () => {
    const user = userEvent.setup();
    show();
    await user.click(screen.getByRole('button', { name: 'Next object (n)' }));
    expect(screen.getByRole('region', { name: 'Deployment shop-web, changed' })).toHaveFocus();
    await user.keyboard('nn');
    expect(screen.getByRole('region', { name: 'ConfigMap shop-settings, changed' })).toHaveFocus();
    await user.keyboard('p');
    expect(screen.getByRole('region', { name: 'Deployment shop-api, changed' })).toHaveFocus();
  });

  it('stands side by side when asked, and remembers it', async () => {
    const user = userEvent.setup();
    const { unmount } = show();
    await user.click(screen.getByRole('button', { name: 'Show side by side' }));
    unmount();
    show();
    expect(screen.getByRole('button', { name: 'Show unified' })).toBeInTheDocument();
  });

  it('says so when nothing differs', () => {
    show(noDiff('live', 'Git'));
    expect(screen.getByText('Nothing differs.')).toBeInTheDocument();
  });
});
