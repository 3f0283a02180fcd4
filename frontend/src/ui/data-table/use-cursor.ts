import { type KeyboardEvent, useState } from 'react';
import type { Page, Row } from '@/bridge/types';

interface Cursor {
  id: string;
  index: number;
}

interface CursorOptions {
  page: Page | undefined;
  onPick: (row: Row) => void;
  onOpen: (row: Row) => void;
  scrollTo: (index: number) => void;
  /** How many rows a page key skips. */
  span: number;
}

/** Which row the keyboard stands on, and which rows are selected. Both follow rows by id, not by place. */
export function useCursor({ page, onPick, onOpen, scrollTo, span }: CursorOptions) {
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());

  const rowAt = (index: number): Row | undefined => page?.rows[index - page.offset];
  const moved = page?.rows.findIndex((row) => row.id === cursor?.id) ?? -1;
  const index = cursor === null ? -1 : moved >= 0 && page ? page.offset + moved : cursor.index;
  const current = moved >= 0 ? page?.rows[moved] : cursor?.id === '' ? rowAt(index) : undefined;

  const stand = (at: number) => {
    const last = (page?.matched ?? 0) - 1;
    if (last < 0) return;
    const next = Math.min(Math.max(at, 0), last);
    const row = rowAt(next);
    setCursor({ id: row?.id ?? '', index: next });
    scrollTo(next);
    if (row) onPick(row);
  };

  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };

  const selectTo = (at: number) => {
    const [from, to] = [Math.min(index < 0 ? at : index, at), Math.max(index, at)];
    const ids = Array.from({ length: to - from + 1 }, (_, i) => rowAt(from + i)?.id).filter((id) => id !== undefined);
    setSelected(new Set([...selected, ...ids]));
  };

  const moves: Record<string, () => number> = {
    ArrowDown: () => index + 1,
    ArrowUp: () => (index < 0 ? 0 : index - 1),
    PageDown: () => index + span,
    PageUp: () => index - span,
    Home: () => 0,
    End: () => (page?.matched ?? 1) - 1,
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (move) {
      const at = move();
      if (event.shiftKey) selectTo(Math.min(Math.max(at, 0), (page?.matched ?? 1) - 1));
      stand(at);
    } else if (event.key === 'Enter' && current) onOpen(current);
    else if (event.key === ' ' && current) toggle(current.id);
    else if (event.key === 'Escape' && selected.size > 0) setSelected(new Set());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return { index, current, selected, stand, toggle, selectTo, clear: () => setSelected(new Set()), onKeyDown };
}
