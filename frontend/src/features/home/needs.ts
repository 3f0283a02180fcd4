import type { PickedRow } from '@/ui/data-table/columns';

/** An application that needs a person, and why. */
export interface Need {
  row: PickedRow;
  why: string[];
}

export const leftOn = 'Auto-sync left on';

const automaticInProduction = (row: PickedRow) => row.cell('autosync') !== '' && row.cell('autosync') !== 'off';

/** Joins the lists into one line an application; what is in production comes first. */
export function needs(
  drifted: readonly PickedRow[],
  degraded: readonly PickedRow[],
  production: readonly PickedRow[],
): Need[] {
  const found = new Map<string, Need>();
  const note = (row: PickedRow, why: string) => {
    const need = found.get(row.id) ?? { row, why: [] };
    need.why.push(why);
    found.set(row.id, need);
  };
  for (const row of degraded) note(row, row.cell('health'));
  for (const row of drifted) note(row, 'OutOfSync');
  for (const row of production.filter(automaticInProduction)) note(row, leftOn);
  const inProduction = new Set(production.map((row) => row.id));
  return [...found.values()].sort((a, b) => Number(inProduction.has(b.row.id)) - Number(inProduction.has(a.row.id)));
}

export function countsOf(found: readonly Need[], environment: string) {
  const here = found.filter(({ row }) => row.cell('environment') === environment);
  const having = (...words: string[]) => here.filter(({ why }) => why.some((word) => words.includes(word))).length;
  return { drifted: having('OutOfSync'), degraded: having('Degraded', 'Missing'), automatic: having(leftOn) };
}
