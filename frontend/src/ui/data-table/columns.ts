import type { ReactNode } from 'react';
import type { Page, Row } from '@/bridge/types';
import { usePreference } from '../preferences';

/** How a column is shown. Its id is the backend's. */
export interface Column {
  id: string;
  title: string;
  width: number;
  kind?: 'text' | 'mono' | 'number' | 'time' | 'status' | 'environment';
  /** Takes the room that is left. */
  grow?: boolean;
  /** Not shown until the person chooses it. */
  hidden?: boolean;
  /** A column of times by which the list can be narrowed. */
  spans?: boolean;
  render?: (value: string, cell: (column: string) => string) => ReactNode;
}

interface Choice {
  shown: string[];
  widths: Record<string, number>;
}

/** The columns this person chose for a view, of those that the backend serves, and how to choose others. */
export function useColumns(view: string, all: readonly Column[], served?: readonly string[]) {
  const standard: Choice = { shown: all.filter((column) => !column.hidden).map((column) => column.id), widths: {} };
  const [choice, setChoice] = usePreference<Choice>(`columns.${view}`, standard);
  const columns = all
    .filter((column) => choice.shown.includes(column.id) && (served?.includes(column.id) ?? true))
    .map((column) => ({ ...column, width: choice.widths[column.id] ?? column.width }));
  return {
    columns,
    shown: (id: string) => choice.shown.includes(id),
    toggle: (id: string) => {
      const shown = choice.shown.includes(id) ? choice.shown.filter((other) => other !== id) : [...choice.shown, id];
      if (shown.length > 0) setChoice({ ...choice, shown });
    },
    resize: (id: string, width: number) =>
      setChoice({ ...choice, widths: { ...choice.widths, [id]: Math.max(56, Math.round(width)) } }),
    reset: () => setChoice(standard),
  };
}

/** The width of the gutter that holds the selection's check marks. */
export const gutter = 28;

export const template = (columns: readonly Column[]) =>
  `${gutter}px ${columns.map((c) => (c.grow ? `minmax(${c.width}px, 1fr)` : `${c.width}px`)).join(' ')}`;

export const breadth = (columns: readonly Column[]) => columns.reduce((sum, column) => sum + column.width, gutter);

/** Reads a row's cell by its column. */
export const cellOf = (page: Page, row: Row) => (column: string) => row.cells[page.columns.indexOf(column)] ?? '';

/** A row with a name to each cell, as the rest of the window sees it. */
export interface PickedRow {
  id: string;
  cell: (column: string) => string;
}
