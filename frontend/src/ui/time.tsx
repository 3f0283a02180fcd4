import { useEffect, useState } from 'react';

const units: [seconds: number, letter: string][] = [
  [86_400 * 365, 'y'],
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
];

/** How long ago, short enough for a table: "3 min", "2 h", "5 d". */
export function since(at: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  if (Number.isNaN(seconds)) return '–';
  for (const [size, letter] of units) if (seconds >= size) return `${Math.floor(seconds / size)} ${letter}`;
  return seconds < 5 ? 'now' : `${Math.floor(seconds)} s`;
}

/** How long until, short enough for a table: "8 min", "3 h", "12 d"; "now" once it has come. */
export function until(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  if (Number.isNaN(seconds)) return '–';
  for (const [size, letter] of units) if (seconds >= size) return `${Math.floor(seconds / size)} ${letter}`;
  return seconds > 0 ? `${Math.ceil(seconds)} s` : 'now';
}

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Local time and UTC, for the hover of every time. */
export function bothTimes(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return `${local.format(date)} local\n${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The clock of relative times: one tick for all is coarse enough. */
export function useNow(everyMillis = 15_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), everyMillis);
    return () => clearInterval(tick);
  }, [everyMillis]);
  return now;
}

export function Time({ at, ago = false }: { at: string; ago?: boolean }) {
  const now = useNow();
  if (!at) return <span className="text-faint">–</span>;
  const text = since(at, now);
  return (
    <time dateTime={at} title={bothTimes(at)} className="whitespace-nowrap">
      {text}
      {ago && text !== 'now' ? ' ago' : ''}
    </time>
  );
}

/** The time left until something ends. */
export function TimeLeft({ at }: { at: string }) {
  const now = useNow();
  if (!at) return <span className="text-faint">–</span>;
  const text = until(at, now);
  return (
    <time dateTime={at} title={bothTimes(at)} className="whitespace-nowrap">
      {text === 'now' ? 'ended' : `in ${text}`}
    </time>
  );
}
