import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Release } from '@/bridge/types';
import { CodeBlock } from '@/ui/code-block';
import { FaultNotice, Skeleton } from '@/ui/notices';
import { Segments } from '@/ui/segments';
import { valuesQuery } from './api';

/** The values of the current revision, secrets masked: what was given, or merged with the chart's own. */
export function ValuesView({ release }: { release: Release }) {
  const [kind, setKind] = useState<'user' | 'computed'>('user');
  const { data, error, refetch } = useQuery(valuesQuery(release.ref, release.current.revision));
  if (!data) return error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : <Skeleton rows={8} />;
  const text = kind === 'user' ? data.user : data.computed;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-3">
        <Segments
          label="Which values"
          value={kind}
          onChange={setKind}
          options={[
            { id: 'user', title: 'Given' },
            { id: 'computed', title: 'Merged with the chart' },
          ]}
        />
        <span className="text-muted">
          Revision {data.revision}
          {data.hidden > 0 ? `, ${data.hidden} ${data.hidden === 1 ? 'value' : 'values'} hidden` : ''}
        </span>
      </div>
      <CodeBlock name={`Values of ${release.ref.name}`} text={text || '# none were given'} />
    </div>
  );
}
