import type { Range } from '@/bridge/types';

/**
 * A span of time as a list's state and address hold it: "1h", "24h" or "7d" until now, or "from/to" in RFC 3339, where
 * either may be missing.
 */

const minute = 60_000;
export const lately = [
  { span: '1h', title: 'Last hour', millis: 60 * minute },
  { span: '24h', title: 'Last 24 hours', millis: 24 * 60 * minute },
  { span: '7d', title: 'Last 7 days', millis: 7 * 24 * 60 * minute },
] as const;

/** What the backend is asked for. It moves once a minute, so that a list is not asked anew all the time. */
export function rangeOf(span: string, now: number): Range {
  const known = lately.find((one) => one.span === span);
  if (known) return { from: instant(Math.floor(now / minute) * minute - known.millis), to: '' };
  const [from = '', to = ''] = span.split('/');
  return { from, to };
}

export const rangesOf = (spans: Record<string, string>, now: number): Record<string, Range> =>
  Object.fromEntries(Object.entries(spans).map(([column, span]) => [column, rangeOf(span, now)]));

const instant = (millis: number) => `${new Date(millis).toISOString().slice(0, 19)}Z`;

/** A local time, as an input of the browser holds it, in RFC 3339; empty for none. */
export function utcOf(local: string): string {
  const moment = Date.parse(local);
  return Number.isNaN(moment) ? '' : instant(moment);
}

/** The other way round. */
export function localOf(utc: string): string {
  const moment = new Date(utc);
  if (Number.isNaN(moment.getTime())) return '';
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** A span in a few words. */
export function wordsOf(span: string): string {
  const known = lately.find((one) => one.span === span);
  if (known) return known.title.toLowerCase();
  const { from, to } = rangeOf(span, 0);
  const short = (utc: string) => localOf(utc).replace('T', ' ');
  if (from && to) return `${short(from)} to ${short(to)}`;
  return from ? `since ${short(from)}` : `before ${short(to)}`;
}
