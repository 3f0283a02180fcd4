import type { Column } from '@/ui/data-table/columns';

const name: Column = { id: 'name', title: 'Name', width: 260, kind: 'mono', grow: true };
const namespace: Column = { id: 'namespace', title: 'Namespace', width: 150, kind: 'mono' };
const age: Column = { id: 'created', title: 'Age', width: 80, kind: 'time' };

const columns: Record<string, Column[]> = {
  namespaces: [
    name,
    { id: 'environment', title: 'Environment', width: 110, kind: 'environment' },
    { id: 'customer', title: 'Customer', width: 120 },
    { id: 'status', title: 'Status', width: 110, kind: 'status' },
    age,
  ],
  deployments: [
    name,
    namespace,
    { id: 'ready', title: 'Ready', width: 70, kind: 'number' },
    { id: 'status', title: 'Status', width: 120, kind: 'status' },
    { id: 'images', title: 'Images', width: 320, kind: 'mono' },
    age,
  ],
  pods: [
    name,
    namespace,
    { id: 'status', title: 'Status', width: 150, kind: 'status' },
    { id: 'ready', title: 'Ready', width: 70, kind: 'number' },
    { id: 'restarts', title: 'Restarts', width: 80, kind: 'number' },
    { id: 'node', title: 'Node', width: 150, kind: 'mono' },
    age,
  ],
};

export const columnsOf = (view: string): Column[] => columns[view] ?? [name];
