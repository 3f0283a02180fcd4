import type { Column } from '@/ui/data-table/columns';
import { ProvenRole, proofOf } from '@/ui/proven-role';
import { Time } from '@/ui/time';

export const columns: Column[] = [
  { id: 'at', title: 'When', width: 88, spans: true, render: (value) => <Time at={value} ago /> },
  { id: 'outcome', title: 'Outcome', width: 105, kind: 'status' },
  { id: 'person', title: 'Person', width: 80 },
  { id: 'role', title: 'Role', width: 88, render: (value, cell) => <ProvenRole role={value} proof={cell('proof')} /> },
  { id: 'action', title: 'Action', width: 190, kind: 'mono' },
  { id: 'name', title: 'On', width: 165, kind: 'mono' },
  { id: 'environment', title: 'Environment', width: 95, kind: 'environment' },
  { id: 'customer', title: 'Customer', width: 80 },
  { id: 'reason', title: 'Reason', width: 140, grow: true },
  { id: 'cluster', title: 'Cluster', width: 80, hidden: true },
  { id: 'namespace', title: 'Namespace', width: 110, kind: 'mono', hidden: true },
  { id: 'rule', title: 'Rule', width: 130, kind: 'mono', hidden: true },
  { id: 'emergency', title: 'Emergency', width: 200, hidden: true },
  {
    id: 'proof',
    title: 'Proof',
    width: 180,
    hidden: true,
    render: (value, cell) => value || <span className="text-attention">{proofOf(cell('role'), value)}</span>,
  },
  { id: 'operation', title: 'Operation', width: 120, kind: 'mono', hidden: true },
];
