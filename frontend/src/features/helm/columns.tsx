import type { Column } from '@/ui/data-table/columns';

export const columns: Column[] = [
  { id: 'name', title: 'Release', width: 200, kind: 'mono', grow: true },
  { id: 'namespace', title: 'Namespace', width: 160, kind: 'mono' },
  { id: 'revision', title: 'Revision', width: 80, kind: 'number' },
  { id: 'status', title: 'Status', width: 130, kind: 'status' },
  { id: 'updated', title: 'Updated', width: 90, kind: 'time' },
  {
    id: 'owner',
    title: 'Owned by',
    width: 240,
    render: (value) => value || <span className="text-faint">Helm alone</span>,
  },
];
