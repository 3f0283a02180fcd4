import { Check } from 'lucide-react';
import { Checkbox } from 'radix-ui';
import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from 'react';

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: ReactNode;
  hint?: ReactNode;
  problem?: string | undefined;
}

export function TextField({ label, hint, problem, ...rest }: TextFieldProps) {
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium text-12">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={problem ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        spellCheck={false}
        autoComplete="off"
        className="h-8 rounded-md border border-line-strong bg-surface px-2.5 aria-invalid:border-bad"
        {...rest}
      />
      {note ? (
        <p id={`${id}-note`} className={problem ? 'text-12 text-bad' : 'text-12 text-muted'}>
          {note}
        </p>
      ) : null}
    </div>
  );
}

interface TextAreaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  label: ReactNode;
  hint?: ReactNode;
}

/** A text of more than a line. */
export function TextArea({ label, hint, ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium text-12">
        {label}
      </label>
      <textarea
        id={id}
        aria-describedby={hint ? `${id}-note` : undefined}
        className="resize-none rounded-md border border-line-strong bg-surface px-2.5 py-1.5"
        {...rest}
      />
      {hint ? (
        <p id={`${id}-note`} className="text-12 text-muted">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

interface TickProps {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function Tick({ label, hint, checked, onChange }: TickProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <Checkbox.Root
        id={id}
        checked={checked}
        onCheckedChange={(next) => onChange(next === true)}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-line-strong bg-surface data-[state=checked]:border-accent-fill data-[state=checked]:bg-accent-fill"
      >
        <Checkbox.Indicator className="text-on-accent">
          <Check size={12} strokeWidth={3} />
        </Checkbox.Indicator>
      </Checkbox.Root>
      <div>
        <label htmlFor={id}>{label}</label>
        {hint ? (
          <p id={`${id}-hint`} className="text-12 text-muted">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}
