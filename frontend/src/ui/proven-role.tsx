import { ShieldQuestion } from 'lucide-react';
import { roleTitle } from './role-title';

const known = (role: string) => role !== '' && role !== 'unknown';

/** A role as it was recorded, with a mark where nothing but the person's own word stands for it. */
export const ProvenRole = ({ role, proof }: { role: string; proof: string }) =>
  proof !== '' || !known(role) ? (
    <span>{roleTitle(role)}</span>
  ) : (
    <span className="inline-flex min-w-0 items-center gap-1" title="Self-declared: no server vouched for this role">
      <span className="truncate">{roleTitle(role)}</span>
      <ShieldQuestion size={12} className="shrink-0 text-attention" aria-hidden="true" />
      <span className="sr-only">self-declared</span>
    </span>
  );

/** What stands for a role, in words. */
export const proofOf = (role: string, proof: string): string =>
  proof ? `proven by ${proof}` : known(role) ? 'self-declared' : 'no group maps to one';
