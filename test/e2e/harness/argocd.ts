// Argo CD asked directly as its administrator.
import { sandbox } from './sandbox.ts';
import { until } from './until.ts';

export interface Application {
  spec: { source: { targetRevision: string } };
  status: {
    sync: { status: string; revision: string };
    health: { status: string };
    history?: { id: number; revision: string; initiatedBy?: { username?: string } }[];
    operationState?: { phase: string; finishedAt?: string; operation: { initiatedBy?: { username?: string } } };
  };
}

async function session(): Promise<string> {
  const { url, accounts } = sandbox().argocd;
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: accounts.admin }),
  });
  if (!answer.ok) throw new Error(`Argo CD gave the administrator no session: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { token: string }).token;
}

/** An application as the server has it. */
export async function application(name: string): Promise<Application> {
  const answer = await fetch(`${sandbox().argocd.url}/api/v1/applications/${name}`, { headers: { Authorization: `Bearer ${await session()}` } });
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Application;
}

/** Brings an application back to where the seed had it. */
export async function returnTo(name: string, revision: string): Promise<void> {
  const now = await application(name);
  if (now.status.sync.status === 'OutOfSync') return;
  const answer = await fetch(`${sandbox().argocd.url}/api/v1/applications/${name}/sync`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${await session()}` },
    body: JSON.stringify({ revision }),
  });
  if (!answer.ok) throw new Error(`${name} cannot be returned to ${revision}: ${await answer.text()}`);
  await until(`${name} is out of sync again`, async () => (await application(name)).status.sync.status === 'OutOfSync', 40_000, 500);
}
