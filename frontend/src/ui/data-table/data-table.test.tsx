import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { openWindow } from '@/testing/app';

const address = '/clusters/dev1@harbor/pods';
const place = { view: 'pods', scope: { context: 'dev1@harbor', namespace: '', instance: '' } };

/** Opens ten thousand pods and counts the windows that are asked for. */
async function openPods() {
  const opened = openWindow(address, { pods: 10_000 });
  const asked = vi.spyOn(window.go?.desktop.LiveService ?? ({} as never), 'Window');
  const grid = await screen.findByRole('grid', { name: 'pods' });
  await waitFor(() => expect(within(grid).getAllByRole('row').length).toBeGreaterThan(20));
  return { ...opened, grid, asked };
}

describe('the one table', () => {
  it('holds ten thousand rows by windows of a hundred', async () => {
    const { grid, asked } = await openPods();
    expect(screen.getByText('10,000')).toBeInTheDocument();
    expect(grid).toHaveAttribute('aria-rowcount', '10001');
    expect(within(grid).getAllByRole('row').length).toBeLessThan(60);
    for (const [query] of asked.mock.calls) expect(query.limit).toBeLessThanOrEqual(150);
  });

  it('says of a long list that more rows are on their way, and does not call that empty', async () => {
    const { user, world } = await openPods();
    const list = world.list(place);
    const all = list.rows;
    act(() => {
      list.reading = true;
      list.change(() => all.slice(0, 300));
    });
    expect(await screen.findByText('300 so far')).toBeInTheDocument();
    await user.type(screen.getByRole('searchbox', { name: 'Filter pods' }), 'nothing like this');
    expect(await screen.findByText('0 of 300 so far')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Clear the filter' })).not.toBeInTheDocument();
    act(() => {
      list.reading = false;
      list.change(() => all);
    });
    expect(await screen.findByRole('button', { name: 'Clear the filter' })).toBeInTheDocument();
  });

  it('filters by words, says how much is left, and clears', async () => {
    const { user, world } = await openPods();
    await user.keyboard('/');
    await user.keyboard('shop-web acme-dev');
    const left = world
      .list(place)
      .rows.filter((row) => /shop-web/.test(row.cells[0] ?? '') && row.cells[1] === 'acme-dev').length;
    expect(await screen.findByText(`${left.toLocaleString('en')} of 10,000`)).toBeInTheDocument();
    await user.clear(screen.getByRole('searchbox', { name: 'Filter pods' }));
    await user.type(screen.getByRole('searchbox', { name: 'Filter pods' }), 'nothing like this');
    await user.click(await screen.findByRole('button', { name: 'Clear the filter' }));
    expect(await screen.findByText('10,000')).toBeInTheDocument();
  });

  it('narrows by a facet with its count, and keeps it in the address', async () => {
    const { user, router } = await openPods();
    await user.click(screen.getByRole('button', { name: 'Filter by Status' }));
    const item = await screen.findByRole('menuitemcheckbox', { name: /Crash loop/ });
    const count = Number(item.textContent?.replace(/\D/g, ''));
    await user.click(item);
    expect(await screen.findByText(`${count} of 10,000`)).toBeInTheDocument();
    expect(router.state.location.search).toMatchObject({ f: { status: ['CrashLoopBackOff'] } });
  });

  it('sorts by a press on the header, and turns around by the next', async () => {
    const { user, grid } = await openPods();
    const restarts = within(grid).getByRole('columnheader', { name: /Restarts/ });
    await user.click(within(restarts).getByRole('button'));
    await user.click(within(restarts).getByRole('button'));
    await waitFor(() => expect(restarts).toHaveAttribute('aria-sort', 'descending'));
    await waitFor(() => {
      const shown = within(grid)
        .getAllByRole('row')
        .slice(1, 10)
        .map((row) => Number(within(row).getAllByRole('gridcell')[4]?.textContent));
      expect(shown[0]).toBeGreaterThan(4);
      expect(shown).toEqual([...shown].sort((a, b) => b - a));
    });
  });

  it('is driven by the keyboard, and a selection survives rows that change', async () => {
    const { user, grid, world } = await openPods();
    grid.focus();
    await user.keyboard('{ArrowDown}{ArrowDown} ');
    expect(await screen.findByText('1 selected')).toBeInTheDocument();
    const chosen = world.list(place).rows[1];
    if (!chosen) throw new Error('there is no second pod');
    act(() =>
      world
        .list(place)
        .change((rows) => [
          { id: 'acme-dev/new', cells: ['new', 'acme-dev', 'Pending', '0/1', '0', '', new Date().toISOString()] },
          ...rows,
        ]),
    );
    await waitFor(() => expect(screen.getByText('10,001')).toBeInTheDocument());
    const row = within(grid)
      .getAllByRole('row')
      .find((r) => r.getAttribute('data-row') === chosen.id);
    expect(row).toHaveAttribute('aria-selected', 'true');
    expect(row).toHaveAttribute('aria-rowindex', '4');
    expect(grid).toHaveAttribute('aria-activedescendant', row?.id);
  });

  it('tints a cell that changed, and asks for nothing twice', async () => {
    const { grid, world, asked } = await openPods();
    const before = asked.mock.calls.length;
    const first = world.list(place).rows[0];
    act(() => {
      for (let i = 1; i <= 20; i++) {
        world
          .list(place)
          .change((rows) =>
            rows.map((row) => (row.id === first?.id ? { id: row.id, cells: row.cells.with(4, `${900 + i}`) } : row)),
          );
      }
    });
    const cell = await within(grid).findByText('920');
    expect(cell.className).toContain('animate-tint');
    expect(asked.mock.calls.length - before).toBeLessThanOrEqual(3);
  });
});
