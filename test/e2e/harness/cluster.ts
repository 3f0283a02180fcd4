// A cluster asked directly as its administrator: the word of a witness that is not the app.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { parse } from 'yaml';
import { sandbox } from './sandbox.ts';

interface Admin {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  users: { user: { 'client-certificate-data': string; 'client-key-data': string } }[];
}

function admin(name: 'harbor' | 'ocean'): { server: string; agent: Agent } {
  const config = parse(readFileSync(sandbox().clusters[name].adminKubeconfig, 'utf8')) as Admin;
  const [cluster, user] = [config.clusters[0]?.cluster, config.users[0]?.user];
  if (!cluster || !user) throw new Error(`The admin kubeconfig of ${name} names no cluster or no user`);
  const decode = (text: string) => Buffer.from(text, 'base64');
  return {
    server: cluster.server,
    agent: new Agent({
      ca: decode(cluster['certificate-authority-data']),
      cert: decode(user['client-certificate-data']),
      key: decode(user['client-key-data']),
    }),
  };
}

/** Reads one API path of a cluster. */
export function read<T>(name: 'harbor' | 'ocean', path: string): Promise<T> {
  const { server, agent } = admin(name);
  return new Promise((resolve, reject) => {
    const asking = request(server + path, { agent, timeout: 5_000 }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        agent.destroy();
        const text = Buffer.concat(parts).toString();
        if (answer.statusCode === 200) resolve(JSON.parse(text) as T);
        else reject(new Error(`${path}: ${answer.statusCode} ${text.slice(0, 300)}`));
      });
    });
    asking.on('timeout', () => asking.destroy(new Error(`${name} did not answer`)));
    asking.on('error', reject);
    asking.end();
  });
}

interface Deployment {
  metadata: { name: string; generation: number };
  spec: { replicas: number; template: { spec: { containers: { image: string }[] } } };
}

/** The images a deployment runs. */
export async function images(name: 'harbor' | 'ocean', namespace: string, deployment: string): Promise<string[]> {
  const found = await read<Deployment>(name, `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`);
  return found.spec.template.spec.containers.map((c) => c.image);
}

/** A release's revisions and their status, oldest first, as the labels of its Secrets say. */
export async function revisions(name: 'harbor' | 'ocean', namespace: string, release: string): Promise<{ revision: number; status: string }[]> {
  const selector = encodeURIComponent(`owner=helm,name=${release}`);
  const list = await read<{ items: { metadata: { labels: Record<string, string> } }[] }>(name, `/api/v1/namespaces/${namespace}/secrets?labelSelector=${selector}`);
  return list.items
    .map(({ metadata }) => ({ revision: Number(metadata.labels.version), status: metadata.labels.status ?? '' }))
    .sort((a, b) => a.revision - b.revision);
}
