import clsx from 'clsx';
import { ShieldAlert } from 'lucide-react';
import type { ReactNode } from 'react';

/** The environment a thing belongs to. Production is amber wherever it appears. */
export function EnvironmentBadge({ name, production = name === 'prod' }: { name: string; production?: boolean }) {
  if (!name) return <span className="text-faint">–</span>;
  return (
    <span
      className={clsx(
        'inline-flex h-4 w-fit items-center align-middle rounded-sm border px-1.5 font-medium text-11 leading-none',
        production ? 'border-production bg-attention-soft text-attention' : 'border-line-strong text-muted',
      )}
    >
      {name}
    </span>
  );
}

/** The certificate of this one server is not verified: in red, wherever the server is named. */
export const UnverifiedTLS = () => (
  <span className="inline-flex items-center gap-1 whitespace-nowrap text-12 text-bad">
    <ShieldAlert size={12} aria-hidden="true" /> TLS not verified
  </span>
);

/** How many, beside a title or a chip. */
export const CountBadge = ({ children }: { children: ReactNode }) => (
  <span className="inline-flex h-4 min-w-4 items-center justify-center rounded-sm bg-hover px-1 font-medium text-11 text-muted leading-none">
    {children}
  </span>
);

export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="inline-flex h-4 min-w-4 items-center justify-center rounded-sm border border-line-strong px-1 font-sans text-11 text-muted leading-none">
    {children}
  </kbd>
);
