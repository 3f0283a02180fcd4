import { History } from 'lucide-react';
import { TextLink } from './links';

interface HistoryLinkProps {
  /** What the records have to name: a column of the journal and its values. */
  of: Partial<Record<'name' | 'namespace' | 'cluster' | 'environment' | 'customer', string | string[]>>;
}

/** Leads to what the journal holds of one object. */
export function HistoryLink({ of }: HistoryLinkProps) {
  const facets = Object.entries(of)
    .map(([column, value]) => [column, [value].flat().filter(Boolean)] as const)
    .filter(([, values]) => values.length > 0);
  return (
    <TextLink to="/audit" search={{ f: Object.fromEntries(facets) }} title="What the journal holds of this">
      <span className="inline-flex items-center gap-1">
        <History size={13} aria-hidden="true" />
        Audit history
      </span>
    </TextLink>
  );
}
