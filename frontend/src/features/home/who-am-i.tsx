import { useQuery } from '@tanstack/react-query';
import { matrixQuery } from '@/bridge/policy';
import type { Acting, MatrixCell } from '@/bridge/types';
import { EnvironmentBadge } from '@/ui/badges';
import { Fact, Facts, Section } from '@/ui/facts';
import { TextLink } from '@/ui/links';
import { FaultNotice, Skeleton } from '@/ui/notices';
import { roleTitle } from '@/ui/role-title';
import { StatusShape } from '@/ui/status';

/** Who one is in the context one works from, and what that lets one do. */
export function WhoAmI({ acting }: { acting: Acting }) {
  const { actor, problem } = acting;
  return (
    <aside aria-label="Who you are" className="flex flex-col gap-6">
      <Section title="Who you are">
        <div className="flex flex-col gap-3 rounded-md border border-line bg-surface p-3">
          {problem ? <FaultNotice compact fault={problem} /> : null}
          <Facts>
            <Fact name="Person">{actor.person || 'unknown'}</Fact>
            <Fact name="Acting as">{roleTitle(actor.role)}</Fact>
            <Fact name="Proof">
              {actor.proof || (acting.selfDeclared ? 'none: self-declared' : 'none: no group maps to a role')}
            </Fact>
            <Fact name="Context">
              <span className="mono">{acting.context || 'none'}</span>
            </Fact>
          </Facts>
        </div>
      </Section>
      <Section title="What you may do" aside={<TextLink to="/duties">All duties</TextLink>}>
        <div className="rounded-md border border-line bg-surface p-3">
          <May role={actor.role} />
        </div>
      </Section>
    </aside>
  );
}

const shown = [
  'argocd.application.sync',
  'helm.release.rollback',
  'helm.release.apply',
  'promotion.propose',
  'promotion.approve',
  'override.write',
  'cluster.objects',
];

function May({ role }: { role: string }) {
  const { data, error } = useQuery(matrixQuery(role));
  if (!data) return error ? <FaultNotice compact fault={error} /> : <Skeleton rows={3} />;
  const lines = shown.flatMap((action) => {
    const cells = data.filter((cell) => cell.action === action);
    return cells[0]
      ? [
          {
            action,
            title: cells[0].title,
            where: cells.filter((cell) => cell.decision.allowed).map((cell: MatrixCell) => cell.environment),
          },
        ]
      : [];
  });
  return (
    <ul className="flex flex-col gap-1.5">
      {lines.map(({ action, title, where }) => (
        <li key={action} className="flex items-baseline gap-2">
          <StatusShape shape={where.length > 0 ? 'check' : 'barred'} tone={where.length > 0 ? 'ok' : 'held'} />
          <span className={where.length > 0 ? 'min-w-0 flex-1' : 'min-w-0 flex-1 text-muted'}>{title}</span>
          <span className="flex gap-1">
            {where.length === 0 ? <span className="text-12 text-faint">nowhere</span> : null}
            {where.map((name) => (
              <EnvironmentBadge key={name} name={name} />
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
