import { describe, expect, it } from 'vitest';
import type { PickedRow } from '@/ui/data-table/columns';
import { countsOf, leftOn, needs } from './needs';

const row = (id: string, cells: Record<string, string>): PickedRow => ({ id, cell: (column) => cells[column] ?? '' });
const stage = row('stage', { environment: 'stage', health: 'Degraded' });
const prod = row('prod', { environment: 'prod', autosync: 'off' });
const automatic = row('auto', { environment: 'prod', autosync: 'on' });

describe('what needs a person', () => {
  it('production comes first, and each application stands once with all its reasons', () => {
    const found = needs([prod, stage], [stage], [prod, automatic]);
    expect(found.map(({ row: { id }, why }) => `${id}: ${why.join(', ')}`)).toEqual([
      'prod: OutOfSync',
      `auto: ${leftOn}`,
      'stage: Degraded, OutOfSync',
    ]);
    expect(countsOf(found, 'prod')).toEqual({ drifted: 1, degraded: 0, automatic: 1 });
    expect(countsOf(found, 'dev')).toEqual({ drifted: 0, degraded: 0, automatic: 0 });
  });
});
