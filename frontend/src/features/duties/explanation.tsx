import { useQuery } from '@tanstack/react-query';
import { explainQuery } from '@/bridge/policy';
import type { Explanation as Explained, Question, Target } from '@/bridge/types';
import { EnvironmentBadge } from '@/ui/badges';
import { CodeBlock } from '@/ui/code-block';
import { Fact, Facts, Section } from '@/ui/facts';
import { FaultNotice, Skeleton } from '@/ui/notices';
import { roleTitle } from '@/ui/role-title';
import { StatusShape } from '@/ui/status';

/** How one answer came about: the rule, what it was told, who may, and what would have to be otherwise. */
export function Explanation({ question, role }: { question: Question; role: string }) {
  const { data, error, refetch } = useQuery(explainQuery(question, role));
  if (!data) return error ? <FaultNotice fault={error} onRetry={() => void refetch()} /> : <Skeleton rows={8} />;
  return (
    <div className="flex flex-col gap-5 overflow-y-auto px-4 pb-4">
      <Verdict explained={data} />
      {data.changes.length > 0 ? <Changes changes={data.changes} /> : null}
      <WhoMay explained={data} />
      <Rules explained={data} />
      <Section title="What the rules were told">
        <Facts>
          {data.facts.map(({ name, value }) => (
            <Fact key={name} name={name}>
              {value || <span className="text-faint">none</span>}
            </Fact>
          ))}
        </Facts>
      </Section>
    </div>
  );
}

function Verdict({ explained: { decision, role, target } }: { explained: Explained }) {
  const held = decision.allowed && decision.held !== '';
  return (
    <div className="flex flex-col gap-2">
      <p className="flex items-center gap-2">
        <EnvironmentBadge name={target.environment || 'unclassified'} production={target.production} />
        <span className="mono min-w-0 truncate" title={where(target)}>
          {where(target)}
        </span>
      </p>
      <div className="flex gap-2 rounded-md border border-line bg-surface p-3">
        <span className="pt-1">
          <StatusShape
            shape={decision.allowed ? (held ? 'pause' : 'check') : 'barred'}
            tone={decision.allowed ? (held ? 'attention' : 'ok') : 'held'}
          />
        </span>
        <div className="selectable min-w-0">
          <p className="font-semibold">
            {roleTitle(role) === 'no role' ? 'Without a role one' : roleTitle(role)}{' '}
            {decision.allowed ? (held ? 'may, and it is held now' : 'may') : 'may not'}
          </p>
          <p className="text-muted">{decision.reason}.</p>
          {held ? <p className="mt-1">{decision.held}.</p> : null}
          <p className="mt-1 text-12 text-faint">
            {decision.rule ? (
              <>
                Rule <code className="mono">{decision.rule}</code>
              </>
            ) : (
              'No rule permits it, and what no rule permits is not allowed'
            )}
          </p>
        </div>
      </div>
    </div>
  );
}

function where(target: Target): string {
  const place = [target.cluster || target.context, target.namespace].filter(Boolean).join('/');
  const whose = [target.customer, target.product].filter(Boolean).join(' ');
  return [target.name, place, whose ? `for ${whose}` : ''].filter(Boolean).join(' · ');
}

const Changes = ({ changes }: { changes: readonly string[] }) => (
  <Section title="It would be allowed if">
    <ul className="flex list-disc flex-col gap-0.5 pl-5 marker:text-faint">
      {changes.map((change) => (
        <li key={change}>{change}</li>
      ))}
    </ul>
  </Section>
);

const WhoMay = ({ explained }: { explained: Explained }) => (
  <Section title="Who may">
    <table aria-label="Who may" className="w-full">
      <tbody>
        {explained.roles.map(({ role, title, allowed, rule, people }) => (
          <tr key={role} className="border-line/60 border-t align-top first:border-t-0">
            <td className="w-32 py-1">
              <span className="flex items-center gap-2">
                <StatusShape shape={allowed ? 'check' : 'barred'} tone={allowed ? 'ok' : 'held'} />
                <span className={allowed ? 'font-medium' : 'text-muted'}>{title}</span>
              </span>
            </td>
            <td className="py-1 pr-2">
              <span className={allowed ? '' : 'text-faint'}>{people.join(', ') || 'nobody named'}</span>
            </td>
            <td className="mono truncate py-1 text-right text-faint">{rule}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Section>
);

const Rules = ({ explained: { rules } }: { explained: Explained }) => (
  <Section title={rules.length === 1 ? 'The rule that says something' : `The ${rules.length} rules that say something`}>
    {rules.length === 0 ? <p className="text-muted">None does.</p> : null}
    {rules.map((rule) => (
      <div key={rule.id} className="flex flex-col gap-1.5">
        <p className="flex flex-wrap items-center gap-x-2">
          <StatusShape shape={rule.forbids ? 'barred' : 'check'} tone={rule.forbids ? 'held' : 'ok'} />
          <code className="mono font-medium">{rule.id}</code>
          <span className="text-12 text-muted">
            {rule.forbids ? 'forbids' : 'permits'}
            {rule.decides ? ', and decides' : ''} · {rule.fleet ? 'the fleet file' : 'Sluice'}
          </span>
        </p>
        <CodeBlock plain name={`Rule ${rule.id}`} text={rule.text} />
      </div>
    ))}
  </Section>
);
