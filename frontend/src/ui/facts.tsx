import { Check, Copy } from 'lucide-react';
import { type ReactNode, useState } from 'react';

/** Names and their values, aligned. */
export const Facts = ({ children }: { children: ReactNode }) => (
  <dl className="grid grid-cols-[minmax(5.5rem,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1">{children}</dl>
);

export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="selectable min-w-0 break-words">{children}</dd>
  </>
);

/** A name of an object, a revision: in mono, copied by a press. */
export function Copyable({ text, children }: { text: string; children?: ReactNode }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard?.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1200);
  };
  if (!text) return <span className="text-faint">–</span>;
  return (
    <span className="group/copy inline-flex max-w-full items-center gap-1">
      <code className="mono min-w-0 truncate" title={text}>
        {children ?? text}
      </code>
      <button
        type="button"
        aria-label={`Copy ${text}`}
        onClick={copy}
        className="rounded-sm p-0.5 text-faint opacity-0 hover:text-text focus-visible:opacity-100 group-hover/copy:opacity-100"
      >
        {copied ? <Check size={12} /> : <Copy size={12} />}
      </button>
    </span>
  );
}

export const Section = ({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) => (
  <section aria-label={title} className="flex flex-col gap-2">
    <header className="flex h-5 items-center justify-between gap-2">
      <h2 className="font-semibold text-12">{title}</h2>
      {aside}
    </header>
    {children}
  </section>
);
