import { TriangleAlert } from 'lucide-react';
import type { Application } from '@/bridge/types';
import { Copyable, Fact, Facts, Section } from '@/ui/facts';
import { Empty } from '@/ui/notices';
import { Status } from '@/ui/status';
import { Time } from '@/ui/time';
import { short } from './revision';

/** The parts of an application's details. */

export const Overview = ({ app }: { app: Application }) => (
  <div className="flex flex-col gap-5">
    <Warnings app={app} />
    <Section title="Revision">
      <Facts>
        <Fact name="Follows">
          <Copyable text={app.target} />
        </Fact>
        <Fact name="Wanted">
          <Copyable text={app.desired}>{short(app.desired)}</Copyable>
        </Fact>
        <Fact name="Deployed">
          <Copyable text={app.live}>{short(app.live)}</Copyable>
        </Fact>
        <Fact name="Auto-sync">{app.autoSync}</Fact>
      </Facts>
    </Section>
    <Section title="Last sync">
      {app.lastSync.phase ? (
        <Facts>
          <Fact name="Result">
            <Status word={app.lastSync.phase === 'Running' ? 'Progressing' : app.lastSync.phase} />
          </Fact>
          {app.lastSync.message ? <Fact name="Says">{app.lastSync.message}</Fact> : null}
          <Fact name="When">
            <Time at={app.lastSync.finished || app.lastSync.started} ago />
            {app.lastSync.by ? ` by ${app.lastSync.by}` : ''}
          </Fact>
        </Facts>
      ) : (
        <p className="text-muted">It has never been synced.</p>
      )}
    </Section>
    <Section title="Where">
      <Facts>
        <Fact name="Cluster">{app.cluster}</Fact>
        <Fact name="Namespace">
          <Copyable text={app.namespace} />
        </Fact>
        <Fact name="Customer">{app.customer || '–'}</Fact>
        <Fact name="Product">{app.product || '–'}</Fact>
        <Fact name="Project">
          {app.ref.project} in Argo CD {app.ref.instance}
        </Fact>
        <Fact name="Repository">
          <Copyable text={app.repository} />
        </Fact>
        <Fact name="Path">
          <Copyable text={app.path} />
        </Fact>
      </Facts>
    </Section>
  </div>
);

function Warnings({ app }: { app: Application }) {
  const lines = [
    ...app.warnings.map((text) => ({ text, bad: false })),
    ...(app.healthWhy ? [{ text: app.healthWhy, bad: true }] : []),
    ...app.conditions.map(({ type, message }) => ({ text: `${type}: ${message}`, bad: true })),
  ];
  if (lines.length === 0) return null;
  return (
    <ul aria-label="Warnings" className="flex flex-col gap-2">
      {lines.map(({ text, bad }) => (
        <li key={text} className={`flex gap-2 rounded-md px-3 py-2 ${bad ? 'bg-bad-soft' : 'bg-attention-soft'}`}>
          <TriangleAlert
            size={14}
            className={`mt-0.75 shrink-0 ${bad ? 'text-bad' : 'text-attention'}`}
            aria-hidden="true"
          />
          <span className="selectable min-w-0">{text}</span>
        </li>
      ))}
    </ul>
  );
}

const head = 'sticky top-0 h-7 bg-canvas px-2 text-left font-medium text-12 text-muted';
const data = 'h-7 px-2';

export const Resources = ({ app }: { app: Application }) => (
  <table aria-label={`Resources of ${app.ref.name}`} className="w-full">
    <thead>
      <tr>
        <th className={head}>Kind</th>
        <th className={head}>Name</th>
        <th className={head}>Sync</th>
        <th className={head}>Health</th>
      </tr>
    </thead>
    <tbody>
      {app.resources.map((r) => (
        <tr
          key={`${r.group}/${r.kind}/${r.namespace}/${r.name}`}
          className="border-line border-t"
          title={r.message || undefined}
        >
          <td className={`${data} text-muted`}>{r.kind}</td>
          <td className={data}>
            <span className="mono break-all">{r.name}</span>
            {r.prune ? <span className="pl-2 text-12 text-attention">no longer in Git</span> : null}
            {r.message ? <p className="text-12 text-muted">{r.message}</p> : null}
          </td>
          <td className={data}>
            <Status word={r.sync} />
          </td>
          <td className={data}>
            <Status word={r.health} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

export const History = ({ app }: { app: Application }) =>
  app.history.length === 0 ? (
    <Empty title="Nothing has been deployed yet">Its first sync begins the history.</Empty>
  ) : (
    <table aria-label={`History of ${app.ref.name}`} className="w-full">
      <thead>
        <tr>
          <th className={head}>Revision</th>
          <th className={head}>Asked for</th>
          <th className={head}>By</th>
          <th className={head}>When</th>
        </tr>
      </thead>
      <tbody>
        {app.history.map((deployed, i) => (
          <tr key={deployed.id} className="border-line border-t">
            <td className={data}>
              <Copyable text={deployed.revision}>{short(deployed.revision)}</Copyable>
            </td>
            <td className={`${data} mono`}>{deployed.target || '–'}</td>
            <td className={data}>{deployed.by || '–'}</td>
            <td className={data}>
              <Time at={deployed.at} ago />
              {i === 0 ? <span className="pl-2 text-12 text-faint">now live</span> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
