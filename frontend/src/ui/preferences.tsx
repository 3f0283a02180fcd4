import { createContext, type ReactNode, useCallback, useContext, useState, useSyncExternalStore } from 'react';

/** How this person likes the window: theme, columns, sizes. Nothing secret, nothing that must not be lost. */

const key = 'sluice.v1';

type Stored = Record<string, unknown>;

interface Store {
  read(): Stored;
  write(name: string, value: unknown): void;
  listen(heard: () => void): () => void;
}

function openStore(storage: Storage): Store {
  const listeners = new Set<() => void>();
  let values: Stored = parse(storage.getItem(key));
  return {
    read: () => values,
    write(name, value) {
      values = { ...values, [name]: value };
      try {
        storage.setItem(key, JSON.stringify(values));
      } catch {
        // A full or forbidden storage only means that the choice lasts until the window closes.
      }
      for (const heard of listeners) heard();
    },
    listen(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}

function parse(text: string | null): Stored {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Stored) : {};
  } catch {
    return {};
  }
}

const Preferences = createContext<Store | null>(null);

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [store] = useState(() => openStore(window.localStorage));
  return <Preferences value={store}>{children}</Preferences>;
}

/** One preference and how to change it. A stored value of another type than the default is ignored. */
export function usePreference<T>(name: string, initial: T): [T, (value: T) => void] {
  const store = useContext(Preferences);
  if (!store) throw new Error('usePreference needs a PreferencesProvider');
  const stored = useSyncExternalStore(store.listen, () => store.read()[name]);
  const set = useCallback((value: T) => store.write(name, value), [store, name]);
  const fits = typeof stored === typeof initial && Array.isArray(stored) === Array.isArray(initial);
  return [stored !== undefined && stored !== null && fits ? (stored as T) : initial, set];
}
