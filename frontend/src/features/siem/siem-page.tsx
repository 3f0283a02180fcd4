import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { siemQuery } from '@/bridge/siem';
import { CodeBlock } from '@/ui/code-block';
import { Empty, FaultNotice, Skeleton } from '@/ui/notices';
import { Page } from '@/ui/page';
import { SinkSection } from './sink-section';
import { TokenSheet } from './token-sheet';

const example = `siem:
  - name: central
    kind: https # or otlp, or syslog
    url: https://siem.example/ingest
    ca: /etc/ssl/siem.pem`;

/** The places that the journal is copied to, and what they would not take. */
export function SiemPage() {
  const { data, error, refetch } = useQuery(siemQuery);
  const [signingIn, setSigningIn] = useState<string>();
  const open = data?.sinks.find(({ name }) => name === signingIn);
  return (
    <Page title="SIEM" about="Copies of the audit journal outside this computer">
      <div className="h-full overflow-y-auto border-line border-t bg-surface">
        {!data && !error ? <Skeleton rows={8} /> : null}
        {!data && error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : null}
        {data?.problem ? (
          <div className="px-4 pt-4">
            <FaultNotice compact fault={data.problem} onRetry={() => void refetch()} />
          </div>
        ) : null}
        {data?.sinks.length === 0 ? (
          <Empty
            title="The fleet file names no SIEM"
            action={
              <div className="w-105 text-left">
                <CodeBlock name="Example" text={example} />
              </div>
            }
          >
            Records stay on this computer alone. Name a place in sluice.yaml, and everything recorded so far is copied
            there, in order.
          </Empty>
        ) : null}
        {data?.sinks.map((sink) => (
          <SinkSection key={sink.name} sink={sink} onSignIn={() => setSigningIn(sink.name)} />
        ))}
      </div>
      {open ? <TokenSheet sink={open} onClose={() => setSigningIn(undefined)} /> : null}
    </Page>
  );
}
