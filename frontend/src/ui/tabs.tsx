import { Tabs as RadixTabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { CountBadge } from './badges';

export interface Tab {
  id: string;
  title: string;
  count?: number | undefined;
  content: ReactNode;
}

interface TabsProps {
  label: string;
  tabs: readonly Tab[];
  value: string;
  onChange: (id: string) => void;
  /** The content fills the height and scrolls by itself. */
  fill?: boolean;
}

export const Tabs = ({ label, tabs, value, onChange, fill = false }: TabsProps) => (
  <RadixTabs.Root value={value} onValueChange={onChange} className="flex min-h-0 flex-1 flex-col">
    <RadixTabs.List aria-label={label} className="flex h-9 shrink-0 gap-4 border-line border-b px-4">
      {tabs.map((tab) => (
        <RadixTabs.Trigger
          key={tab.id}
          value={tab.id}
          className="-mb-px flex items-center gap-1.5 border-transparent border-b-2 text-muted outline-offset-[-2px] hover:text-text data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-text"
        >
          {tab.title}
          {tab.count === undefined ? null : <CountBadge>{tab.count}</CountBadge>}
        </RadixTabs.Trigger>
      ))}
    </RadixTabs.List>
    {tabs.map((tab) => (
      <RadixTabs.Content
        key={tab.id}
        value={tab.id}
        className={fill ? 'min-h-0 flex-1 outline-none' : 'min-h-0 flex-1 overflow-y-auto p-4 outline-offset-[-2px]'}
      >
        {tab.content}
      </RadixTabs.Content>
    ))}
  </RadixTabs.Root>
);
