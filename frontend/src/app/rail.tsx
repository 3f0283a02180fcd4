import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { CircleHelp, PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { usePreference } from '@/ui/preferences';
import { areas } from './areas';

const item = 'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-muted hover:bg-hover hover:text-text';

/** The areas, on the left. */
export function Rail({ onHelp }: { onHelp: () => void }) {
  const [narrow, setNarrow] = usePreference('rail.narrow', false);
  const Fold = narrow ? PanelLeftOpen : PanelLeftClose;
  const label = narrow ? 'Widen the rail' : 'Narrow the rail';
  return (
    <nav
      aria-label="Areas"
      className={clsx('flex shrink-0 flex-col gap-0.5 border-line border-r p-2', narrow ? 'w-13' : 'w-44')}
    >
      {areas.map(({ to, title, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          search={{}}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          className={item}
          activeProps={{ className: 'bg-accent-soft! text-text! font-medium' }}
          aria-label={title}
          {...(narrow ? { title } : {})}
        >
          <Icon size={16} className="shrink-0" aria-hidden="true" />
          {narrow ? null : title}
        </Link>
      ))}
      <div className="mt-auto flex flex-col gap-0.5">
        <button type="button" className={item} onClick={onHelp} aria-label="Keys" title="Keys (?)">
          <CircleHelp size={16} className="shrink-0" aria-hidden="true" />
          {narrow ? null : 'Keys'}
        </button>
        <button type="button" className={item} onClick={() => setNarrow(!narrow)} aria-label={label} title={label}>
          <Fold size={16} className="shrink-0" aria-hidden="true" />
          {narrow ? null : 'Narrow'}
        </button>
      </div>
    </nav>
  );
}
