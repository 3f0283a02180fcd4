import { ChevronDown, ChevronUp, Columns2, Copy, Rows3 } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { DiffObject, DiffResult } from '@/bridge/types';
import { Button, IconButton } from '../button';
import { usePreference } from '../preferences';
import { DiffObjectView, type Layout } from './diff-object';
import { asText } from './fold';

const nameOf = (object: DiffObject) => `${object.group}/${object.kind}/${object.namespace}/${object.name}`;

interface DiffProps {
  result: DiffResult;
  /** How many objects are unfolded at first. */
  open?: number;
}

/** Two sets of objects compared: folded to what differs, n and p jump, everything can be copied. */
export function Diff({ result, open: opened = Number.POSITIVE_INFINITY }: DiffProps) {
  const [layout, setLayout] = usePreference<Layout>('diff', 'unified');
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const differing = result.objects.filter((object) => object.change !== 'unchanged');
  const alike = result.objects.length - differing.length;
  const shown = all ? result.objects : differing;

  const jump = (by: 1 | -1) => {
    const stops = [...(root.current?.querySelectorAll<HTMLElement>('[data-diff-object]') ?? [])];
    const at = stops.findIndex((stop) => stop.contains(document.activeElement));
    const next = stops[Math.min(Math.max(at + by, 0), stops.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: 'start' });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === 'n') jump(1);
    else if (event.key === 'p') jump(-1);
  };
  const toggle = (name: string) => {
    const next = new Set(toggled);
    if (!next.delete(name)) next.add(name);
    setToggled(next);
  };
  const copy = () => {
    const text = shown
      .map((object) => `# ${object.kind} ${object.namespace}/${object.name}\n${asText(object.lines)}`)
      .join('\n\n');
    void navigator.clipboard?.writeText(text);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: n and p work wherever the focus is inside
    <div ref={root} onKeyDown={keys} className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-muted">
          {summary(differing)}{' '}
          <span className="text-faint">
            {result.before} → {result.after}
          </span>
        </p>
        {differing.length > 1 ? (
          <>
            <IconButton name="Previous object (p)" onClick={() => jump(-1)}>
              <ChevronUp size={15} />
            </IconButton>
            <IconButton name="Next object (n)" onClick={() => jump(1)}>
              <ChevronDown size={15} />
            </IconButton>
          </>
        ) : null}
        <IconButton
          name={layout === 'split' ? 'Show unified' : 'Show side by side'}
          onClick={() => setLayout(layout === 'split' ? 'unified' : 'split')}
        >
          {layout === 'split' ? <Rows3 size={15} /> : <Columns2 size={15} />}
        </IconButton>
        <IconButton name="Copy the comparison" onClick={copy}>
          <Copy size={14} />
        </IconButton>
      </div>
      {shown.map((object, i) => {
        const name = nameOf(object);
        const atFirst = object.change !== 'unchanged' && i < opened;
        const open = atFirst !== toggled.has(name);
        return <DiffObjectView key={name} object={object} layout={layout} open={open} onToggle={() => toggle(name)} />;
      })}
      {alike > 0 ? (
        <Button variant="quiet" className="self-start" onClick={() => setAll(!all)}>
          {all ? 'Hide what is alike' : `Show ${alike} ${alike === 1 ? 'object' : 'objects'} alike`}
        </Button>
      ) : null}
    </div>
  );
}

/** What changes, in words: "5 objects change: 1 new, 4 changed." */
export function summary(differing: readonly DiffObject[]): string {
  if (differing.length === 0) return 'Nothing differs.';
  const kinds = [
    ['new', 'added'],
    ['changed', 'changed'],
    ['removed', 'removed'],
  ].flatMap(([word, change]) => {
    const n = differing.filter((object) => object.change === change).length;
    return n > 0 ? [`${n} ${word}`] : [];
  });
  return `${differing.length} ${differing.length === 1 ? 'object differs' : 'objects differ'}: ${kinds.join(', ')}.`;
}
