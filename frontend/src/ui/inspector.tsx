import { X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { IconButton } from './button';
import { usePreference } from './preferences';

interface InspectorProps {
  title: ReactNode;
  onClose: () => void;
  actions?: ReactNode;
  children: ReactNode;
}

const [least, most] = [300, 760];

/** Details of the selected row, on the right; as wide as this person left it. */
export function Inspector({ title, onClose, actions, children }: InspectorProps) {
  const [width, setWidth] = usePreference('inspector', 400);
  const start = useRef<{ x: number; width: number } | null>(null);
  const resize = (to: number) => setWidth(Math.min(most, Math.max(least, Math.round(to))));
  const down = (event: PointerEvent<HTMLDivElement>) => {
    start.current = { x: event.clientX, width };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (start.current) resize(start.current.width + start.current.x - event.clientX);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') resize(width + 24);
    else if (event.key === 'ArrowRight') resize(width - 24);
  };
  return (
    <aside
      aria-label="Inspector"
      className="relative flex h-full shrink-0 flex-col border-line border-l bg-canvas"
      style={{ width, maxWidth: '60%' }}
    >
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the inspector"
        aria-valuenow={width}
        aria-valuemin={least}
        aria-valuemax={most}
        tabIndex={0}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={() => {
          start.current = null;
        }}
        onKeyDown={keys}
        className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize hover:bg-accent-soft"
      />
      <header className="flex h-10 shrink-0 items-center gap-2 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{title}</h2>
        {actions}
        <IconButton name="Close the inspector" onClick={onClose}>
          <X size={15} />
        </IconButton>
      </header>
      <div className="flex min-h-0 flex-1 flex-col">{children}</div>
    </aside>
  );
}

/** A list with the inspector beside it. */
export const Beside = ({ children, inspector }: { children: ReactNode; inspector: ReactNode }) => (
  <div className="flex h-full min-h-0">
    <div className="min-w-0 flex-1">{children}</div>
    {inspector}
  </div>
);
