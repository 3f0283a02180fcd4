import { ContextMenu } from 'radix-ui';
import type { ReactElement } from 'react';
import { menuItem, menuPanel } from '../popups';
import type { PickedRow } from './columns';

export interface RowAction {
  title: string;
  run: (row: PickedRow) => void;
}

interface RowMenuProps {
  row: PickedRow | undefined;
  actions: readonly RowAction[];
  children: ReactElement;
}

/** The menu of one row, by right click or the menu key. */
export const RowMenu = ({ row, actions, children }: RowMenuProps) => (
  <ContextMenu.Root modal={false}>
    <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
    {row ? (
      <ContextMenu.Portal>
        <ContextMenu.Content className={menuPanel} aria-label={`Actions on ${row.cell('name') || row.id}`}>
          {actions.map((action) => (
            <ContextMenu.Item key={action.title} className={menuItem} onSelect={() => action.run(row)}>
              {action.title}
            </ContextMenu.Item>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    ) : null}
  </ContextMenu.Root>
);
