import { Ban, CircleAlert, CircleSlash, KeyRound, Lock, PlugZap, RefreshCw } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Fault, type FaultShape, type Kind } from '@/bridge/fault';
import { Button } from './button';

type Next = 'retry' | 'reload' | 'signIn' | 'askSomeone' | 'seeGates' | 'none';

/** What the window offers for each kind of fault. A new kind does not compile until it has an answer. */
export const nextStep: Record<Kind, Next> = {
  denied: 'askSomeone',
  held: 'seeGates',
  conflict: 'reload',
  notFound: 'none',
  invalid: 'none',
  unreachable: 'retry',
  signIn: 'signIn',
  cancelled: 'none',
  internal: 'retry',
};

const titles: Record<Kind, string> = {
  denied: 'Not allowed',
  held: 'Held',
  conflict: 'It has changed meanwhile',
  notFound: 'Not there',
  invalid: 'This does not fit',
  unreachable: 'No answer',
  signIn: 'Sign in needed',
  cancelled: 'Cancelled',
  internal: 'An error in Sluice',
};

const icons: Record<Kind, ReactNode> = {
  denied: <Ban size={16} />,
  held: <Lock size={16} />,
  conflict: <RefreshCw size={16} />,
  notFound: <CircleSlash size={16} />,
  invalid: <CircleAlert size={16} />,
  unreachable: <PlugZap size={16} />,
  signIn: <KeyRound size={16} />,
  cancelled: <CircleSlash size={16} />,
  internal: <CircleAlert size={16} />,
};

const retryWords: Partial<Record<Next, string>> = { retry: 'Try again', reload: 'Reload' };

interface FaultNoticeProps {
  fault: Fault | FaultShape;
  onRetry?: (() => void) | undefined;
  /** A step that only the caller can offer: a sign-in button, a link to the duties. */
  action?: ReactNode;
  compact?: boolean;
}

/** Says what failed, why, and what to do next. */
export function FaultNotice({ fault: given, onRetry, action, compact = false }: FaultNoticeProps) {
  const fault = given instanceof Fault ? given : new Fault(given);
  const retry = retryWords[nextStep[fault.kind]];
  const quiet =
    fault.kind === 'denied' || fault.kind === 'held' || fault.kind === 'signIn' || fault.kind === 'cancelled';
  return (
    <div
      role="alert"
      className={
        compact ? 'flex gap-2.5 rounded-md border border-line bg-surface p-3' : 'mx-auto flex max-w-xl gap-3 p-8'
      }
    >
      <span className={quiet ? 'pt-0.5 text-attention' : 'pt-0.5 text-bad'}>{icons[fault.kind]}</span>
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{titles[fault.kind]}</p>
        <p className="selectable mt-0.5 text-muted">{fault.message}.</p>
        {fault.field && fault.kind === 'denied' ? (
          <p className="mt-0.5 text-faint text-12">
            Rule <code className="mono">{fault.field}</code>
          </p>
        ) : null}
        {(retry && onRetry) || action ? (
          <div className="mt-3 flex gap-2">
            {retry && onRetry ? <Button onClick={onRetry}>{retry}</Button> : null}
            {action}
          </div>
        ) : null}
      </div>
    </div>
  );
}

/** Why there is nothing, and the one thing to do. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="mx-auto max-w-md text-balance p-8 text-center">
      <p className="font-semibold">{title}</p>
      {children ? <p className="mt-1 text-muted">{children}</p> : null}
      {action ? <div className="mt-3 flex justify-center">{action}</div> : null}
    </div>
  );
}

/** Grey bars in the shape of what comes, shown only when waiting lasts. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const wait = setTimeout(() => setShown(true), 150);
    return () => clearTimeout(wait);
  }, []);
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-3 p-4">
      {shown
        ? Array.from({ length: rows }, (_, i) => (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
              key={i}
              className="h-3 animate-pulse-soft rounded-sm bg-line"
              style={{ width: `${[72, 55, 64, 40, 68, 50][i % 6]}%` }}
            />
          ))
        : null}
    </div>
  );
}
