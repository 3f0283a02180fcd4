import { Outlet } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { onMenu } from '@/bridge/events';
import { useActing } from '@/bridge/identity';
import { Emergencies } from '@/features/breakglass/emergencies';
import { Skeleton } from '@/ui/notices';
import { nextTheme, useTheme } from '@/ui/theme';
import { KeysDialog } from './keys-dialog';
import { Palette } from './palette';
import { Rail } from './rail';
import { StatusBar } from './status-bar';
import { TopBar } from './top-bar';
import { useKeys } from './use-keys';
import { useLastContext } from './use-last-context';

/** The frame of the window: rail, top bar, the area, status bar. */
export function Shell() {
  const [theme, setTheme] = useTheme();
  useLastContext();
  const acting = useActing();
  const [palette, setPalette] = useState(false);
  const [keys, setKeys] = useState(false);
  useKeys({ onPalette: () => setPalette(true), onHelp: () => setKeys(true) });
  useEffect(
    () =>
      onMenu((item) => {
        if (item === 'palette') setPalette(true);
        else if (item === 'keys') setKeys(true);
        else if (item === 'theme') setTheme(nextTheme(theme));
      }),
    [theme, setTheme],
  );
  return (
    <div className="flex h-full flex-col">
      <button
        type="button"
        onClick={() => document.getElementById('area')?.focus()}
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-2"
      >
        Skip to the area
      </button>
      {acting?.production ? (
        <div role="presentation" className="h-0.5 shrink-0 bg-production" data-testid="production-line" />
      ) : null}
      <TopBar onSearch={() => setPalette(true)} />
      <Emergencies />
      <div className="flex min-h-0 flex-1">
        <Rail onHelp={() => setKeys(true)} />
        <main id="area" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          <Suspense fallback={<Skeleton rows={8} />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <StatusBar />
      <Palette open={palette} onClose={() => setPalette(false)} />
      <KeysDialog open={keys} onClose={() => setKeys(false)} />
    </div>
  );
}
