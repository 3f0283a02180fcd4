import clsx from 'clsx';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Variant = 'primary' | 'secondary' | 'quiet' | 'danger';

const variants: Record<Variant, string> = {
  primary:
    'bg-accent-fill text-on-accent hover:bg-accent-fill-hover aria-disabled:bg-hover aria-disabled:text-faint aria-disabled:border-line border border-transparent',
  secondary:
    'border border-line-strong bg-surface text-text hover:bg-hover aria-disabled:text-faint aria-disabled:border-line',
  quiet: 'border border-transparent text-muted hover:bg-hover hover:text-text aria-disabled:text-faint',
  danger: 'border border-bad text-bad hover:bg-bad-soft aria-disabled:border-line aria-disabled:text-faint',
};

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: Variant;
  icon?: ReactNode;
  /** Off, yet focusable, so that the reason can be read. */
  off?: boolean;
}

export function Button({
  variant = 'secondary',
  icon,
  off = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      aria-disabled={off || undefined}
      onClick={off ? (event) => event.preventDefault() : onClick}
      className={clsx(
        'inline-flex h-7 shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md px-2.5 font-medium text-12 transition-colors disabled:opacity-60',
        variants[variant],
        className,
      )}
      {...rest}
    >
      {icon}
      {children}
    </button>
  );
}

/** A square button whose name is read aloud and shown on hover. */
export function IconButton({ name, children, className, ...rest }: ButtonProps & { name: string }) {
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      className={clsx(
        'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text',
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}
