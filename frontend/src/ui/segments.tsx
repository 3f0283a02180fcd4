import clsx from 'clsx';
import { ToggleGroup } from 'radix-ui';

interface SegmentsProps<Id extends string> {
  label: string;
  value: Id;
  options: readonly { id: Id; title: string }[];
  onChange: (id: Id) => void;
}

/** A choice between a few ways to look at the same thing. */
export const Segments = <Id extends string>({ label, value, options, onChange }: SegmentsProps<Id>) => (
  <ToggleGroup.Root
    type="single"
    aria-label={label}
    value={value}
    onValueChange={(next) => {
      const known = options.find((option) => option.id === next);
      if (known) onChange(known.id);
    }}
    className="inline-flex h-7 shrink-0 rounded-md border border-line-strong p-0.5"
  >
    {options.map(({ id, title }) => (
      <ToggleGroup.Item
        key={id}
        value={id}
        className={clsx(
          'rounded-sm px-2.5 text-12',
          id === value ? 'bg-accent-soft font-medium' : 'text-muted hover:text-text',
        )}
      >
        {title}
      </ToggleGroup.Item>
    ))}
  </ToggleGroup.Root>
);
