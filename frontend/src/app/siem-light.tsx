import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { siemQuery } from '@/bridge/siem';
import type { SiemOverview } from '@/bridge/types';
import { type Light, lightOf, lookOfSink, waiting, wordOfSink } from '@/features/siem/light';
import { Tooltip } from '@/ui/popups';
import { StatusShape } from '@/ui/status';
import { useNow } from '@/ui/time';

const unknownLight: Light = { shape: 'ring', tone: 'unknown', word: 'SIEM: not known' };

/** How far the journal's copies are: the worst of all in the status bar, each on hover, all of it behind a click. */
export function SiemLight() {
  const { data, error } = useQuery(siemQuery);
  const now = useNow();
  if (!data && !error) return null;
  const { shape, tone, word } = data ? lightOf(data, now) : unknownLight;
  return (
    <Tooltip side="top" content={data ? <Each all={data} now={now} /> : error?.message}>
      <Link to="/siem" className="flex min-w-0 items-center gap-1.5 rounded-sm hover:text-text">
        <StatusShape shape={shape} tone={tone} />
        <span className="truncate">{word}</span>
      </Link>
    </Tooltip>
  );
}

function Each({ all, now }: { all: SiemOverview; now: number }) {
  if (all.sinks.length === 0) return 'The fleet file names no SIEM: records stay on this computer';
  return (
    <ul className="grid grid-cols-[auto_auto_1fr] items-baseline gap-x-2 gap-y-1">
      {all.sinks.map((sink) => {
        const { shape, tone } = lookOfSink(sink);
        const refused = sink.dead > 0 && sink.state !== 'dead' ? `${sink.dead} refused` : '';
        return (
          <li key={sink.name} className="col-span-3 grid grid-cols-subgrid items-baseline">
            <StatusShape shape={shape} tone={tone} />
            <span className="font-medium">{sink.name}</span>
            <span className="text-muted">
              {[wordOfSink(sink), waiting(sink, now), refused].filter(Boolean).join('; ')}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
