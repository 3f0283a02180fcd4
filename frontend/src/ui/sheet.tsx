import clsx from 'clsx';
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button';

interface SheetProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  about?: ReactNode;
  /** Stands below the scrolled part: the one button and what it waits for. */
  footer?: ReactNode;
  width?: 'narrow' | 'wide';
  production?: boolean;
  children: ReactNode;
}

/** A sheet from the right: where a change is prepared, and where a person signs in. */
export const Sheet = ({
  open,
  onClose,
  title,
  about,
  footer,
  width = 'wide',
  production = false,
  children,
}: SheetProps) => (
  <Dialog.Root open={open} onOpenChange={(next) => next || onClose()}>
    <Dialog.Portal>
      <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-overlay" />
      <Dialog.Content
        {...(about ? {} : { 'aria-describedby': undefined })}
        className={clsx(
          'fixed inset-y-0 right-0 z-40 flex max-w-[calc(100vw-64px)] animate-slide flex-col border-line border-l bg-canvas shadow-dialog outline-none',
          width === 'wide' ? 'w-200' : 'w-105',
          production && 'border-t-2 border-t-production',
        )}
      >
        <header className="flex shrink-0 items-start gap-3 border-line border-b bg-surface px-5 py-3">
          <div className="min-w-0 flex-1">
            <Dialog.Title className="truncate font-semibold text-16">{title}</Dialog.Title>
            {about ? <Dialog.Description className="text-muted">{about}</Dialog.Description> : null}
          </div>
          <Dialog.Close asChild>
            <IconButton name="Close">
              <X size={16} />
            </IconButton>
          </Dialog.Close>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
        {footer ? <footer className="shrink-0 border-line border-t bg-surface px-5 py-3">{footer}</footer> : null}
      </Dialog.Content>
    </Dialog.Portal>
  </Dialog.Root>
);
