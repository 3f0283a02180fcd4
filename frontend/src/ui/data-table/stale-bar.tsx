import { History } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Fault } from '@/bridge/fault';
import type { Page } from '@/bridge/types';
import { Button } from '../button';
import { since, useNow } from '../time';

interface StaleBarProps {
  page: Page;
  error: Fault | null;
  onRetry: () => void;
  action: ReactNode;
}

/** Says why the rows may be old, and how old they are. */
export function StaleBar({ page, error, onRetry, action }: StaleBarProps) {
  const now = useNow(5_000);
  const why = page.stale?.detail ?? error?.message;
  if (!why || page.matched === 0) return null;
  return (
    <div
      role="status"
      className="flex min-h-9 shrink-0 items-center gap-2 border-attention border-l-2 bg-attention-soft px-3 py-1"
    >
      <History size={14} className="shrink-0 text-attention" aria-hidden="true" />
      <span className="min-w-0 flex-1">
        {why}. {page.readAt ? `Showing what was read ${age(page.readAt, now)}.` : ''}
      </span>
      {action ?? (
        <Button variant="quiet" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function age(readAt: string, now: number): string {
  const text = since(readAt, now);
  return text === 'now' ? 'just now' : `${text} ago`;
}
