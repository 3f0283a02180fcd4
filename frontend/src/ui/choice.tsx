import clsx from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { menuItem, menuPanel } from './popups';

interface ChoiceProps {
  label: string;
  value: string;
  /** What is said while nothing is chosen. */
  none: string;
  options: readonly string[];
  onChange: (value: string) => void;
}

/** One of a few, or none. */
export const Choice = ({ label, value, none, options, onChange }: ChoiceProps) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger
      aria-label={`${label}: ${value || none}`}
      className={clsx(
        'flex h-7 items-center gap-1 rounded-md border pr-1.5 pl-2 text-12',
        value
          ? 'border-accent bg-accent-soft text-text'
          : 'border-line text-muted hover:border-line-strong hover:text-text',
      )}
    >
      {label} <span className={value ? 'font-medium' : 'text-faint'}>{value || none}</span>
      <ChevronDown size={12} className="text-faint" aria-hidden="true" />
    </DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content className={`${menuPanel} max-h-80 overflow-y-auto`} align="start" sideOffset={4}>
        <DropdownMenu.RadioGroup value={value} onValueChange={onChange}>
          {['', ...options].map((option) => (
            <DropdownMenu.RadioItem key={option} value={option} className={menuItem}>
              <span className="flex size-3.5 items-center">
                {option === value ? <Check size={13} className="text-accent" /> : null}
              </span>
              {option || none}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
);
