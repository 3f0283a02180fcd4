import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { areas } from './areas';

interface KeyHandlers {
  onPalette: () => void;
  onHelp: () => void;
}

const editable = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** How long a g waits for its letter. */
const patience = 1_200;

/** The keys that work everywhere: the palette, going to an area, the filter, the list of keys, stepping out. */
export function useKeys({ onPalette, onHelp }: KeyHandlers) {
  const navigate = useNavigate();
  const handlers = useRef({ onPalette, onHelp });
  useEffect(() => {
    handlers.current = { onPalette, onHelp };
  });
  useEffect(() => {
    let wentG = 0;
    const heard = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        handlers.current.onPalette();
        return;
      }
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.key === 'Escape') return stepOut();
      if (editable(event.target) || document.querySelector('[role=dialog],[role=menu]')) return;
      const area = event.timeStamp - wentG < patience ? areas.find(({ letter }) => letter === event.key) : undefined;
      wentG = event.key === 'g' ? event.timeStamp : 0;
      if (area) void navigate({ to: area.to, search: {} });
      else if (event.key === '/') focus('input[type=search]');
      else if (event.key === '?') handlers.current.onHelp();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, [navigate]);
}

const focus = (selector: string) => document.querySelector<HTMLElement>(`#area ${selector}`)?.focus();

/** Out of a field back to the table; out of a table to the inspector's closing; nothing is lost by it. */
function stepOut() {
  if (document.querySelector('[role=dialog],[role=menu]')) return;
  if (editable(document.activeElement)) focus('[data-grid]');
  else document.querySelector<HTMLElement>('[aria-label="Close the inspector"]')?.click();
}
