import { Dialog } from 'radix-ui';
import { Kbd } from '@/ui/badges';
import { areas } from './areas';

const keys: [keys: string[], what: string][] = [
  [['Ctrl', 'K'], 'Search or command'],
  ...areas.map(({ letter, title }): [string[], string] => [['g', letter], `Go to ${title}`]),
  [['/'], 'Filter the list'],
  [['↑', '↓'], 'Move in the list'],
  [['Home', 'End'], 'First and last row'],
  [['Enter'], 'Open the row'],
  [['Space'], 'Select the row'],
  [['n', 'p'], 'Next and previous object in a comparison'],
  [['Esc'], 'Step out'],
  [['?'], 'This list'],
];

export const KeysDialog = ({ open, onClose }: { open: boolean; onClose: () => void }) => (
  <Dialog.Root open={open} onOpenChange={(next) => next || onClose()}>
    <Dialog.Portal>
      <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-overlay" />
      <Dialog.Content
        aria-describedby={undefined}
        className="fixed top-1/2 left-1/2 z-50 w-100 -translate-x-1/2 -translate-y-1/2 animate-appear rounded-md border border-line bg-raised p-5 shadow-dialog outline-none"
      >
        <Dialog.Title className="mb-3 font-semibold text-16">Keys</Dialog.Title>
        <dl className="grid grid-cols-[1fr_auto] gap-y-1.5">
          {keys.map(([combination, what]) => (
            <div key={what} className="contents">
              <dt>{what}</dt>
              <dd className="flex justify-end gap-1">
                {combination.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </Dialog.Content>
    </Dialog.Portal>
  </Dialog.Root>
);
