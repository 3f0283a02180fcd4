import { Monitor, Moon, Search, Sun } from 'lucide-react';
import { ContextSwitcher } from '@/features/identity/context-switcher';
import { RoleBadge } from '@/features/identity/role-badge';
import { Tray } from '@/features/operations/tray';
import { Kbd } from '@/ui/badges';
import { IconButton } from '@/ui/button';
import { nextTheme, type Theme, useTheme } from '@/ui/theme';

const icons: Record<Theme, typeof Sun> = { system: Monitor, light: Sun, dark: Moon };

/** Where one works, as whom, and what runs. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  return (
    <header className="flex h-11 shrink-0 items-center gap-2 border-line border-b bg-surface px-2">
      <ContextSwitcher />
      <RoleBadge />
      <button
        type="button"
        onClick={onSearch}
        className="mx-auto flex h-7 w-full min-w-32 max-w-96 items-center gap-2 rounded-md border border-line bg-canvas px-2.5 text-faint hover:border-line-strong"
      >
        <Search size={13} aria-hidden="true" />
        <span className="flex-1 truncate text-left">Search or command</span>
        <Kbd>{/Mac/.test(navigator.platform) ? '⌘K' : 'Ctrl K'}</Kbd>
      </button>
      <Tray />
      <ThemeSwitch />
    </header>
  );
}

function ThemeSwitch() {
  const [theme, setTheme] = useTheme();
  const Icon = icons[theme];
  const next = nextTheme(theme);
  return (
    <IconButton name={`Theme: ${theme}. Switch to ${next}`} onClick={() => setTheme(next)}>
      <Icon size={15} />
    </IconButton>
  );
}
