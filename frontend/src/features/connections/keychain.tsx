import { useQuery } from '@tanstack/react-query';
import { aboutQuery } from '@/bridge/about';
import { keptQuery, useForget, useUnlock } from '@/bridge/connection';
import { target, useCan } from '@/bridge/policy';
import type { KeptEntry } from '@/bridge/types';
import { Button } from '@/ui/button';
import { Section } from '@/ui/facts';
import { GuardedButton } from '@/ui/guarded-button';
import { FaultNotice } from '@/ui/notices';
import { systemTitle } from '@/ui/system-title';

/** Where credentials are kept, and which: so that nothing is kept that nobody knows of. */
export function Keychain() {
  const { data: about } = useQuery(aboutQuery);
  const { data: kept = [] } = useQuery(keptQuery);
  const unlock = useUnlock();
  const keychain = about?.keychain;
  if (!keychain) return null;
  return (
    <Section title="Kept credentials">
      <div className="flex flex-col rounded-md border border-line bg-surface">
        <div className="flex min-h-8 items-center gap-3 px-3 py-1">
          <p className="flex-1 text-muted">
            {keychain.mode === 'available'
              ? kept.length > 0
                ? 'In the keychain of this computer, by the person they belong to.'
                : 'The keychain of this computer holds none.'
              : `${keychain.note}.`}
          </p>
          {keychain.mode === 'locked' ? (
            <Button onClick={() => unlock.mutate()} disabled={keychain.asking || unlock.isPending}>
              {keychain.asking ? 'Waiting for you to unlock it' : 'Unlock the keychain'}
            </Button>
          ) : null}
        </div>
        {kept.length > 0 ? (
          <ul aria-label="Kept credentials">
            {kept.map((entry) => (
              <Kept key={entry.system + entry.account} entry={entry} />
            ))}
          </ul>
        ) : null}
      </div>
    </Section>
  );
}

function Kept({ entry }: { entry: KeptEntry }) {
  const { system, account, durable } = entry;
  const may = useCan('session.forget', target({ name: account }));
  const forget = useForget();
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-3 border-line/60 border-t px-3 py-1">
      <span className="w-20 shrink-0 first-letter:uppercase">{systemTitle(system)}</span>
      <span className="mono min-w-0 flex-1 truncate" title={account}>
        {account}
      </span>
      {durable ? null : <span className="text-12 text-attention">until Sluice is closed</span>}
      <GuardedButton decision={may} variant="secondary" onPress={() => forget.mutate(entry)}>
        Forget
      </GuardedButton>
      {forget.error ? (
        <div className="w-full">
          <FaultNotice compact fault={forget.error} />
        </div>
      ) : null}
    </li>
  );
}
