import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { contextsQuery } from '@/bridge/cluster';
import { useActing, useChooseContext } from '@/bridge/identity';
import { liveRows } from '@/bridge/live';
import type { Page } from '@/bridge/types';
import { EnvironmentBadge, Kbd } from '@/ui/badges';
import { themes, useTheme } from '@/ui/theme';
import { areas } from './areas';

/** Everything by name: areas, contexts, applications, releases, the theme. */
export const Palette = ({ open, onClose }: { open: boolean; onClose: () => void }) => (
  <Dialog.Root open={open} onOpenChange={(next) => next || onClose()}>
    <Dialog.Portal>
      <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-overlay" />
      <Dialog.Content
        aria-describedby={undefined}
        className="fixed top-20 left-1/2 z-50 w-150 max-w-[calc(100vw-32px)] -translate-x-1/2 animate-appear overflow-hidden rounded-md border border-line bg-raised shadow-dialog outline-none"
      >
        <Dialog.Title className="sr-only">Search or command</Dialog.Title>
        <Commands onDone={onClose} />
      </Dialog.Content>
    </Dialog.Portal>
  </Dialog.Root>
);

const row = 'flex h-8 items-center gap-2 rounded-sm px-2 data-[selected=true]:bg-accent-soft';

function Commands({ onDone }: { onDone: () => void }) {
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const acting = useActing();
  const choose = useChooseContext();
  const [, setTheme] = useTheme();
  const { data: contexts } = useQuery(contextsQuery);
  const applications = useFound('applications', '', text);
  const releases = useFound('releases', acting?.context ?? '', text);
  const done = (run: () => unknown) => () => {
    onDone();
    void run();
  };
  return (
    <Command label="Search or command" loop>
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="Go to, switch context, open an application or release by name"
        className="h-11 w-full border-line border-b bg-transparent px-4 outline-none placeholder:text-faint"
      />
      <Command.List className="max-h-100 overflow-y-auto p-1.5">
        <Command.Empty className="p-4 text-center text-muted">Nothing by this name</Command.Empty>
        <Group heading="Applications">
          {named(applications, ['instance', 'project', 'environment']).map(
            ({ id, name, cells: [instance = '', project = '', environment = ''] }) => (
              <Command.Item
                key={id}
                value={`application ${name} ${id}`}
                className={row}
                onSelect={done(() =>
                  navigate({ to: '/applications/$instance/$project/$name', params: { instance, project, name } }),
                )}
              >
                <span className="mono flex-1">{name}</span>
                <EnvironmentBadge name={environment} />
              </Command.Item>
            ),
          )}
        </Group>
        <Group heading="Releases">
          {named(releases, ['namespace']).map(({ id, name, cells: [namespace = ''] }) => (
            <Command.Item
              key={id}
              value={`release ${name} ${id}`}
              className={row}
              onSelect={done(() =>
                navigate({
                  to: '/releases/$context/$namespace/$name',
                  params: { context: acting?.context ?? '', namespace, name },
                }),
              )}
            >
              <span className="mono flex-1">{name}</span>
              <span className="text-muted">{namespace}</span>
            </Command.Item>
          ))}
        </Group>
        <Group heading="Go to">
          {areas.map(({ to, title, letter, icon: Icon }) => (
            <Command.Item
              key={to}
              value={`go to ${title}`}
              className={row}
              onSelect={done(() => navigate({ to, search: {} }))}
            >
              <Icon size={14} className="text-muted" aria-hidden="true" />
              <span className="flex-1">{title}</span>
              <Kbd>g</Kbd>
              <Kbd>{letter}</Kbd>
            </Command.Item>
          ))}
        </Group>
        <Group heading="Switch context">
          {(contexts?.contexts ?? [])
            .filter((context) => !context.problem)
            .map((context) => (
              <Command.Item
                key={context.name}
                value={`context ${context.name}`}
                className={row}
                onSelect={done(() => choose.mutate(context.name))}
              >
                <span className="mono flex-1">{context.name}</span>
                {context.environments.map((name) => (
                  <EnvironmentBadge key={name} name={name} production={context.production} />
                ))}
              </Command.Item>
            ))}
        </Group>
        <Group heading="Theme">
          {themes.map((theme) => (
            <Command.Item key={theme} value={`theme ${theme}`} className={row} onSelect={done(() => setTheme(theme))}>
              {theme === 'system' ? 'As the system' : theme === 'light' ? 'Light' : 'Dark'}
            </Command.Item>
          ))}
        </Group>
      </Command.List>
    </Command>
  );
}

const Group = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <Command.Group
    heading={heading}
    className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-faint"
  >
    {children}
  </Command.Group>
);

/** Up to eight rows of a list whose names fit what is typed. */
function useFound(view: string, context: string, text: string): Page | undefined {
  const wanted = text.trim();
  return useQuery({
    queryKey: ['live', view, 'palette', context, wanted],
    queryFn: () =>
      liveRows.window({
        view,
        scope: { context, namespace: '', instance: '' },
        filter: wanted,
        facets: {},
        ranges: {},
        sort: 'name',
        descending: false,
        offset: 0,
        limit: 8,
      }),
    enabled: wanted.length > 1 && (view === 'applications' || context !== ''),
    retry: false,
  }).data;
}

const named = (page: Page | undefined, columns: string[]) =>
  (page?.rows ?? []).map((found) => {
    const cell = (column: string) => found.cells[page?.columns.indexOf(column) ?? -1] ?? '';
    return { id: found.id, name: cell('name'), cells: columns.map(cell) };
  });
