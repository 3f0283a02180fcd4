import type { DiffLine } from '@/bridge/types';

/** A stretch of lines: shown, or folded because nothing in it differs. */
export interface Stretch {
  folded: boolean;
  lines: DiffLine[];
  /** Where it stands among all stretches; stays the same while others are unfolded. */
  key: number;
}

/** Folds what is the same, but for a few lines around each change. */
export function fold(lines: readonly DiffLine[], around = 3): Stretch[] {
  const near = new Set<number>();
  lines.forEach((line, i) => {
    if (line.op === 'same') return;
    for (let at = i - around; at <= i + around; at++) near.add(at);
  });
  const stretches: Stretch[] = [];
  lines.forEach((line, i) => {
    const folded = !near.has(i);
    const last = stretches.at(-1);
    if (last && last.folded === folded) last.lines.push(line);
    else stretches.push({ folded, lines: [line], key: i });
  });
  // A fold that hides one or two lines costs more room than it saves.
  return stretches.map((stretch) =>
    stretch.folded && stretch.lines.length < 3 ? { ...stretch, folded: false } : stretch,
  );
}

export interface Pair {
  left: DiffLine | undefined;
  right: DiffLine | undefined;
}

/** Puts deletions beside the additions that replace them. */
export function pair(lines: readonly DiffLine[]): Pair[] {
  const pairs: Pair[] = [];
  let waiting: Pair[] = [];
  for (const line of lines) {
    if (line.op === 'delete') {
      const next = { left: line, right: undefined };
      waiting.push(next);
      pairs.push(next);
    } else if (line.op === 'add') {
      const open = waiting.shift();
      if (open) open.right = line;
      else pairs.push({ left: undefined, right: line });
    } else {
      waiting = [];
      pairs.push({ left: line, right: line });
    }
  }
  return pairs;
}

/** The whole comparison as text, for the clipboard. */
export const asText = (lines: readonly DiffLine[]) =>
  lines.map((line) => `${line.op === 'add' ? '+' : line.op === 'delete' ? '-' : ' '}${line.text}`).join('\n');
