import type { SiemOverview, Sink } from '@/bridge/types';
import type { Shape, Tone } from '@/ui/status';
import { since } from '@/ui/time';

export interface Light {
  shape: Shape;
  tone: Tone;
  word: string;
}

/** How each state looks, and what it is called where one sink is meant. */
const looks: Record<string, Light> = {
  tampered: { shape: 'triangle', tone: 'bad', word: 'Does not fit the journal' },
  signIn: { shape: 'triangle', tone: 'attention', word: 'Wants a token' },
  failing: { shape: 'triangle', tone: 'bad', word: 'Does not take records' },
  dead: { shape: 'diamond', tone: 'attention', word: 'Refused records' },
  behind: { shape: 'half', tone: 'busy', word: 'Sending' },
  idle: { shape: 'ring', tone: 'unknown', word: 'Nothing to send yet' },
  ok: { shape: 'check', tone: 'ok', word: 'Has all records' },
  off: { shape: 'ring', tone: 'unknown', word: 'None named' },
};
const unknown: Light = { shape: 'ring', tone: 'unknown', word: 'Unknown' };

export const lookOfSink = ({ state }: Pick<Sink, 'state'>): Light => looks[state] ?? unknown;

/** What a sink's state is called, with how many where that is the point. */
export const wordOfSink = (sink: Pick<Sink, 'state' | 'dead'>): string =>
  sink.state === 'dead' ? `Refused ${counted(sink.dead, 'record')}` : lookOfSink(sink).word;

export const counted = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** What waits, in words: "412 records wait, the oldest 3 h". Empty when nothing does. */
export function waiting({ queue, oldest }: Pick<Sink, 'queue' | 'oldest'>, now: number): string {
  if (queue === 0) return '';
  const age = oldest ? since(oldest, now) : '';
  return `${counted(queue, 'record waits', 'records wait')}${age && age !== 'now' ? `, the oldest ${age}` : ''}`;
}

/** The light in the status bar: the worst of all sinks, in a few words. */
export function lightOf(all: SiemOverview, now: number): Light {
  const look = looks[all.state] ?? unknown;
  const worst = all.sinks.filter(({ state }) => state === all.state).sort((a, b) => b.queue - a.queue);
  const queue = worst[0] ? waiting(worst[0], now) : '';
  const words: Record<string, string> = {
    off: 'No SIEM',
    idle: 'SIEM: nothing to send yet',
    ok: 'SIEM has all records',
    dead: `SIEM refused ${counted(all.dead, 'record')}`,
    behind: `SIEM: ${queue}`,
    signIn: `SIEM wants a token${queue ? `: ${queue}` : ''}`,
    failing: `SIEM: ${queue || 'does not answer'}`,
    tampered: 'SIEM and journal do not fit',
  };
  return { ...look, word: words[all.state] ?? 'SIEM' };
}
