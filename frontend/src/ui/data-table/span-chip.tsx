import clsx from 'clsx';
import { Check, ChevronDown, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type FormEvent, useState } from 'react';
import { Button } from '../button';
import { menuItem, menuPanel } from '../popups';
import { lately, localOf, rangeOf, utcOf, wordsOf } from './span';

interface SpanChipProps {
  title: string;
  span: string;
  onChange: (span: string) => void;
}

/** Narrows a list by a column of times: to the last while, or from one moment to another. */
export function SpanChip({ title, span, onChange }: SpanChipProps) {
  const [open, setOpen] = useState(false);
  const choose = (next: string) => {
    onChange(next);
    setOpen(false);
  };
  return (
    <div
      className={clsx(
        'flex h-7 items-center rounded-md border text-12',
        span
          ? 'border-accent bg-accent-soft text-text'
          : 'border-line text-muted hover:border-line-strong hover:text-text',
      )}
    >
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          aria-label={`Filter by ${title}${span ? `: ${wordsOf(span)}` : ''}`}
          className="flex h-full items-center gap-1 rounded-md pr-1.5 pl-2"
        >
          {title}
          {span ? <span className="font-medium tabular-nums">{wordsOf(span)}</span> : null}
          <ChevronDown size={12} className="text-faint" aria-hidden="true" />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content className={menuPanel} align="start" sideOffset={4} aria-label={`Span of ${title}`}>
            {lately.map((one) => (
              <button
                key={one.span}
                type="button"
                aria-pressed={one.span === span}
                onClick={() => choose(one.span)}
                className={clsx(menuItem, 'w-full hover:bg-accent-soft focus-visible:bg-accent-soft')}
              >
                <span className="flex size-3.5 items-center">
                  {one.span === span ? <Check size={13} className="text-accent" aria-hidden="true" /> : null}
                </span>
                {one.title}
              </button>
            ))}
            <Between span={span} onChoose={choose} />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {span ? (
        <button
          type="button"
          aria-label={`Clear ${title}`}
          onClick={() => onChange('')}
          className="mr-1 rounded-sm p-0.5 hover:bg-surface"
        >
          <X size={12} />
        </button>
      ) : null}
    </div>
  );
}

/** From one moment to another: typed in local time, shown in UTC as well. */
function Between({ span, onChoose }: { span: string; onChoose: (span: string) => void }) {
  const given = rangeOf(lately.some((one) => one.span === span) ? '' : span, 0);
  const [from, setFrom] = useState(localOf(given.from));
  const [to, setTo] = useState(localOf(given.to));
  const [begins, ends] = [utcOf(from), utcOf(to)];
  const backwards = begins !== '' && ends !== '' && begins >= ends;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ((begins || ends) && !backwards) onChoose(`${begins}/${ends}`);
  };
  return (
    <form onSubmit={submit} className="mt-1 flex flex-col gap-2 border-line border-t px-2 pt-2 pb-1">
      <Moment label="From" value={from} utc={begins} onChange={setFrom} />
      <Moment label="To" value={to} utc={ends} onChange={setTo} />
      <div className="flex items-center gap-2">
        <p role="status" className="flex-1 text-11 text-bad">
          {backwards ? 'It ends before it begins' : ''}
        </p>
        <Button type="submit" disabled={(!begins && !ends) || backwards}>
          Show these
        </Button>
      </div>
    </form>
  );
}

interface MomentProps {
  label: string;
  value: string;
  utc: string;
  onChange: (value: string) => void;
}

const Moment = ({ label, value, utc, onChange }: MomentProps) => (
  <label className="flex flex-col gap-0.5 text-12">
    <span className="text-muted">{label}, local time</span>
    <input
      type="datetime-local"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="h-7 rounded-md border border-line-strong bg-surface px-2 tabular-nums"
    />
    <span className="h-4 text-11 text-faint tabular-nums">
      {utc ? `${utc.slice(0, 16).replace('T', ' ')} UTC` : ''}
    </span>
  </label>
);
