import clsx from 'clsx';
import { ChevronRight, EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { DiffLine, DiffObject } from '@/bridge/types';
import { fold, pair, type Stretch } from './fold';

export type Layout = 'unified' | 'split';

interface DiffObjectViewProps {
  object: DiffObject;
  layout: Layout;
  open: boolean;
  onToggle: () => void;
}

const words: Record<string, string> = { added: 'new', removed: 'removed', changed: 'changed', unchanged: 'unchanged' };

/** One object of a comparison: its name, how it changes, its lines. */
export function DiffObjectView({ object, layout, open, onToggle }: DiffObjectViewProps) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const name = `${object.kind} ${object.name}`;
  return (
    <section
      data-diff-object={object.change}
      aria-label={`${name}, ${words[object.change] ?? object.change}`}
      tabIndex={-1}
      className="scroll-mt-2 rounded-md border border-line bg-surface"
    >
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className={clsx(
          'flex h-8 w-full items-center gap-2 rounded-md px-2.5 text-left hover:bg-hover',
          open && 'rounded-b-none border-line border-b',
        )}
      >
        <ChevronRight
          size={13}
          className={clsx('shrink-0 text-faint transition-transform', open && 'rotate-90')}
          aria-hidden="true"
        />
        <span className="shrink-0 text-muted">{object.kind}</span>
        <code className="mono min-w-0 flex-1 truncate">{object.name}</code>
        {object.hidden ? (
          <span className="flex items-center gap-1 text-12 text-muted">
            <EyeOff size={12} aria-hidden="true" /> values hidden
          </span>
        ) : null}
        {object.noise > 0 ? <span className="text-12 text-faint">{object.noise} fields of noise left out</span> : null}
        <span className="text-12 text-muted">{words[object.change] ?? object.change}</span>
        {object.added > 0 ? <span className="mono text-ok">+{object.added}</span> : null}
        {object.removed > 0 ? <span className="mono text-bad">−{object.removed}</span> : null}
      </button>
      {open ? (
        <div className="selectable overflow-x-auto py-1">
          <div className={layout === 'split' ? 'min-w-full' : 'w-max min-w-full'}>
            {fold(object.lines).map((stretch) =>
              stretch.folded && !unfolded.has(stretch.key) ? (
                <button
                  key={stretch.key}
                  type="button"
                  onClick={() => setUnfolded(new Set([...unfolded, stretch.key]))}
                  className="flex h-5 w-full items-center bg-hover px-3 text-12 text-faint hover:text-text"
                >
                  {stretch.lines.length} lines alike
                </button>
              ) : (
                <Lines key={stretch.key} stretch={stretch} layout={layout} />
              ),
            )}
          </div>
        </div>
      ) : null}
    </section>
  );
}

function Lines({ stretch, layout }: { stretch: Stretch; layout: Layout }) {
  if (layout === 'unified') {
    return stretch.lines.map((line) => (
      <div key={`${line.old}.${line.new}`} className={clsx('mono flex h-5 leading-5', tint(line))}>
        <LineNumber at={line.old} />
        <LineNumber at={line.new} />
        <Text line={line} />
      </div>
    ));
  }
  return pair(stretch.lines).map(({ left, right }) => (
    <div key={`${left?.old ?? 0}.${right?.new ?? 0}`} className="mono grid min-h-5 grid-cols-2 leading-5">
      <Side line={left} at={left?.old ?? 0} />
      <Side line={right} at={right?.new ?? 0} />
    </div>
  ));
}

const Side = ({ line, at }: { line: DiffLine | undefined; at: number }) => (
  <div className={clsx('flex min-w-0 border-line border-l first:border-l-0', line ? tint(line) : 'bg-hover')}>
    <LineNumber at={at} />
    {line ? <Text line={line} wrap /> : null}
  </div>
);

const LineNumber = ({ at }: { at: number }) => (
  <span aria-hidden="true" className="w-9 shrink-0 select-none pr-2 text-right text-11 text-faint leading-5">
    {at > 0 ? at : ''}
  </span>
);

function Text({ line, wrap = false }: { line: DiffLine; wrap?: boolean }) {
  const mark = line.op === 'add' ? '+' : line.op === 'delete' ? '−' : ' ';
  return (
    <>
      <span className={clsx('w-3.5 shrink-0 select-none', line.op === 'add' ? 'text-ok' : 'text-bad')}>{mark}</span>
      <span className={wrap ? 'min-w-0 whitespace-pre-wrap break-all pr-2' : 'whitespace-pre pr-4'}>{line.text}</span>
    </>
  );
}

const tint = (line: DiffLine) => (line.op === 'add' ? 'bg-add' : line.op === 'delete' ? 'bg-delete' : '');
