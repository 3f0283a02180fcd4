import type { Column } from '@/ui/data-table/columns';
import { Status, StatusShape } from '@/ui/status';

/** Auto-sync in production is a mistake somebody should see. */
const AutoSync = ({ value, production }: { value: string; production: boolean }) =>
  production && value !== 'off' && value !== '' ? (
    <span className="inline-flex items-center gap-1.5 font-medium text-attention">
      <StatusShape shape="diamond" tone="attention" />
      {value}
    </span>
  ) : (
    <span className="text-muted">{value || '–'}</span>
  );

export const columns: Column[] = [
  { id: 'name', title: 'Application', width: 175, kind: 'mono', grow: true },
  { id: 'environment', title: 'Environment', width: 100, kind: 'environment' },
  { id: 'sync', title: 'Sync', width: 110, kind: 'status' },
  { id: 'health', title: 'Health', width: 105, kind: 'status' },
  { id: 'revision', title: 'Revision', width: 155, kind: 'mono' },
  {
    id: 'operation',
    title: 'Last sync',
    width: 110,
    // A pod that runs is well; a sync that runs is under way.
    render: (value) => <Status word={value === 'Running' ? 'Progressing' : value} />,
  },
  {
    id: 'autosync',
    title: 'Auto-sync',
    width: 140,
    render: (value, cell) => <AutoSync value={value} production={cell('environment') === 'prod'} />,
  },
  { id: 'customer', title: 'Customer', width: 80 },
  { id: 'product', title: 'Product', width: 76 },
  { id: 'cluster', title: 'Cluster', width: 80, hidden: true },
  { id: 'project', title: 'Project', width: 90, hidden: true },
  { id: 'instance', title: 'Instance', width: 80, hidden: true },
];
