import { Tooltip as RadixTooltip } from 'radix-ui';
import { type ReactNode, useState } from 'react';

/** The one look of menus and popovers. */
export const menuPanel =
  'z-50 min-w-44 overflow-hidden rounded-md border border-line bg-raised p-1 text-text shadow-menu animate-appear outline-none';
export const menuItem =
  'flex h-7 select-none items-center gap-2 rounded-sm px-2 text-13 outline-none data-[disabled]:text-faint data-[highlighted]:bg-accent-soft';
export const menuLabel = 'px-2 pt-1.5 pb-1 font-medium text-11 text-faint';

interface TooltipProps {
  content: ReactNode;
  children: ReactNode;
  side?: 'bottom' | 'left' | 'right' | 'top';
  /** False keeps it away while there is nothing to tell. */
  shown?: boolean;
}

export function Tooltip({ content, children, side = 'bottom', shown = true }: TooltipProps) {
  const [open, setOpen] = useState(false);
  return (
    <RadixTooltip.Root open={shown && open} onOpenChange={setOpen}>
      <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 max-w-80 animate-appear rounded-md border border-line bg-raised px-2.5 py-1.5 text-12 text-text shadow-menu"
        >
          {content}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  );
}
