import type { ReactNode } from 'react';

interface PageProps {
  title: ReactNode;
  /** One line of what this is. */
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of every area: a title, what it is, its actions, and the rest of the room. */
export const Page = ({ title, about, actions, children }: PageProps) => (
  <div className="flex h-full min-h-0 flex-col">
    <header className="flex h-12 shrink-0 items-center gap-3 px-4">
      <h1 className="flex min-w-0 items-center gap-2 truncate font-semibold text-16">{title}</h1>
      <div className="min-w-0 flex-1 truncate text-muted">{about}</div>
      <div className="flex shrink-0 items-center gap-2">{actions}</div>
    </header>
    <div className="min-h-0 flex-1">{children}</div>
  </div>
);
