import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openWindow } from '@/testing/app';

describe('the audit journal', () => {
  it('shows a refusal and both records of a failure, and verifies the chain', async () => {
    const { user } = openWindow('/audit', { context: 'ops1@ocean' });
    const grid = await screen.findByRole('grid', { name: 'records' });
    const [failed] = await within(grid).findAllByRole('row', { name: /globex-billing-stage/ });
    if (!failed) throw new Error('there is no record of the failure');
    await user.click(failed);
    const inspector = await screen.findByRole('complementary', { name: 'Inspector' });
    expect(await within(inspector).findByRole('region', { name: /Record \d+: asked/ })).toBeInTheDocument();
    expect(within(inspector).getByRole('region', { name: /Record \d+: failed/ })).toHaveTextContent(
      'exceeded its progress deadline',
    );
    expect(inspector).toHaveTextContent('devops1 as DevOps, proven by group sluice:devops');
    await user.click(screen.getByRole('button', { name: 'Verify the chain' }));
    expect(await screen.findByText(/All 14 records fit/)).toBeInTheDocument();
  });
});
