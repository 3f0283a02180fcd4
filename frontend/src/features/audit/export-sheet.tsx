import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { chooseFolder } from '@/bridge/audit';
import { liveRows } from '@/bridge/live';
import { cancelOperation, useOperation } from '@/bridge/operation';
import { target, useCan } from '@/bridge/policy';
import type { Query } from '@/bridge/types';
import { Button } from '@/ui/button';
import { ChangeSheet, type CheckLine } from '@/ui/change-sheet';
import type { ListState } from '@/ui/data-table/data-table';
import { rangesOf, wordsOf } from '@/ui/data-table/span';
import { Fact, Facts } from '@/ui/facts';
import { TextField } from '@/ui/fields';
import { Segments } from '@/ui/segments';
import { folderQuery, stateQuery, useExport } from './api';
import { columns } from './columns';

export const journal = target({ name: 'audit journal' });

const formats = [
  { id: 'csv', title: 'CSV' },
  { id: 'jsonl', title: 'JSON Lines' },
] as const;

/** Writes the records that the list shows into a file. */
export function ExportSheet({ state, onClose }: { state: ListState; onClose: () => void }) {
  const [now] = useState(Date.now); // what is exported must not move while it is looked at
  const { filter, facets, spans } = state;
  const narrowing = { filter, facets, ranges: rangesOf(spans, now) };
  const matched = useMatched(narrowing);
  const usual = useQuery(folderQuery).data;
  const [chosen, setFolder] = useState<string>();
  const folder = chosen ?? usual ?? '';
  const [format, setFormat] = useState<'csv' | 'jsonl'>('csv');
  const decision = useCan('audit.export', journal);
  const checked = useQuery(stateQuery).data?.checked;
  const run = useExport();
  const status = useOperation(run.data?.id);
  const records =
    matched === undefined ? 'records' : matched === 1 ? 'one record' : `${matched.toLocaleString('en')} records`;
  return (
    <ChangeSheet
      open
      onClose={onClose}
      title="Export the journal"
      where="A new file on this computer, which only you may read"
      production={false}
      change={
        <div className="flex flex-col gap-4">
          <Facts>
            <Fact name="Records">{narrowed(state) || 'All'}</Fact>
            <Fact name="Order">Oldest first</Fact>
            <Fact name="Holds">
              Every field of each record
              {format === 'csv' ? '; no cell is a formula to a spreadsheet' : ', with its hashes'}
            </Fact>
          </Facts>
          <div className="flex items-end gap-2">
            <div className="flex-1">
              <TextField
                label="Folder"
                value={folder}
                onChange={(event) => setFolder(event.target.value)}
                problem={run.error?.field === 'folder' ? run.error.message : undefined}
              />
            </div>
            <Button
              className="mb-0.5"
              onClick={() => void chooseFolder(folder).then((next) => next && setFolder(next))}
            >
              Choose
            </Button>
          </div>
        </div>
      }
      checks={checksOf(checked)}
      options={<Segments label="Format" value={format} options={formats} onChange={setFormat} />}
      confirm=""
      button={`Export ${records}`}
      decision={decision}
      blocked={matched === 0 ? 'No record fits the filter' : folder === '' ? 'Name a folder' : undefined}
      onRun={() => run.mutate({ ...narrowing, folder, format })}
      asking={run.isPending}
      refused={run.error?.field === 'folder' ? null : run.error}
      status={status}
      onCancel={() => status && void cancelOperation(status.id)}
      next={status?.state === 'succeeded' ? 'The export itself is recorded, too.' : 'No file was left behind.'}
    />
  );
}

/** How many records there are to export. */
function useMatched(narrowing: Pick<Query, 'filter' | 'facets' | 'ranges'>): number | undefined {
  const query: Query = {
    view: 'audit',
    scope: { context: '', namespace: '', instance: '' },
    ...narrowing,
    sort: 'at',
    descending: true,
    offset: 0,
    limit: 0,
  };
  return useQuery({ queryKey: ['audit', 'matched', query], queryFn: () => liveRows.window(query) }).data?.matched;
}

/** The list's filter in words; empty when it shows all. */
function narrowed({ filter, facets, spans }: ListState): string {
  const title = (id: string) => columns.find((column) => column.id === id)?.title ?? id;
  return [
    ...Object.entries(spans)
      .filter(([, span]) => span)
      .map(([column, span]) => `${title(column)}: ${wordsOf(span)}`),
    ...Object.entries(facets)
      .filter(([, values]) => values.length > 0)
      .map(([column, values]) => `${title(column)}: ${values.map((value) => value || 'none').join(', ')}`),
    ...(filter ? [`Words: ${filter}`] : []),
  ].join(' · ');
}

function checksOf(checked: { intact: boolean; first: number; from: number } | undefined): CheckLine[] {
  if (!checked) return [{ verdict: 'unknown', text: 'The chain is being verified' }];
  if (!checked.intact) return [{ verdict: 'warn', text: `The chain does not fit from record ${checked.first} on` }];
  return [{ verdict: 'pass', text: checked.from > 0 ? 'The newest records fit those before' : 'All records fit' }];
}
