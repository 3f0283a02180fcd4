import { useQuery } from '@tanstack/react-query';
import { aboutQuery } from '@/bridge/about';
import type { MatrixCell } from '@/bridge/types';
import { Choice } from '@/ui/choice';
import { FacetChip, SearchField } from '@/ui/data-table/toolbar';
import { answerOf, facetOf, type Narrowing } from './narrow';

interface FiltersProps {
  cells: readonly MatrixCell[];
  narrowing: Narrowing;
  onNarrow: (narrowing: Narrowing) => void;
  customer: string;
  product: string;
  onLook: (part: { customer?: string; product?: string }) => void;
  count: string;
}

/** What narrows the matrix, and whose landscape it is asked about. */
export function Filters({ cells, narrowing, onNarrow, customer, product, onLook, count }: FiltersProps) {
  const { data: about } = useQuery(aboutQuery);
  const narrow = (part: Partial<Narrowing>) => onNarrow({ ...narrowing, ...part });
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-1.5 px-3 py-1.5">
      <SearchField label="Filter duties" value={narrowing.text} onChange={(text) => narrow({ text })} />
      <FacetChip
        title="Kind"
        facet={facetOf('kind', cells, (cell) => cell.kind)}
        chosen={narrowing.kinds}
        onChange={(kinds) => narrow({ kinds })}
      />
      <FacetChip
        title="Environment"
        facet={facetOf('environment', cells, (cell) => cell.environment)}
        chosen={narrowing.environments}
        onChange={(environments) => narrow({ environments })}
      />
      <FacetChip
        title="Answer"
        facet={facetOf('answer', cells, (cell) => answerOf(cell.decision))}
        chosen={narrowing.answers}
        onChange={(answers) => narrow({ answers })}
      />
      <span className="flex items-center gap-1.5">
        <span className="text-12 text-muted">What if for</span>
        <Choice
          label="Customer"
          none="any"
          value={customer}
          options={about?.fleet.customers ?? []}
          onChange={(next) => onLook({ customer: next })}
        />
        <Choice
          label="Product"
          none="any"
          value={product}
          options={about?.fleet.products ?? []}
          onChange={(next) => onLook({ product: next })}
        />
      </span>
      <span className="ml-auto text-muted" aria-live="polite">
        {count}
      </span>
    </div>
  );
}
