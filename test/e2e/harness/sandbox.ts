// The real servers: what state.json says of them, and how one is stopped and started.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { root, sandboxBinary } from './places.ts';

export interface Sandbox {
  name: string;
  dir: string;
  kubeconfig: string;
  clusters: Record<'harbor' | 'ocean', { server: string; adminKubeconfig: string; caFile: string }>;
  argocd: { url: string; version: string; accounts: Record<string, string> };
  vault: { url: string; rootToken: string };
  fleet: string;
}

/** The sandbox that the environment names. */
export function sandbox(): Sandbox {
  const path = process.env.SLUICE_SANDBOX;
  if (!path) throw new Error('SLUICE_SANDBOX names no sandbox: run `make e2e`, or eval "$(build/bin/sandbox env --name test)"');
  return JSON.parse(readFileSync(path, 'utf8')) as Sandbox;
}

interface Kubeconfig {
  'current-context': string;
  contexts: { name: string; context: { cluster: string; user: string; namespace?: string } }[];
  clusters: { name: string; cluster: { server: string; 'certificate-authority-data'?: string } }[];
  users: { name: string; user: Record<string, string> }[];
}

/** The sandbox's kubeconfig as text, with another context chosen and, where asked, changed further. */
export function kubeconfig(current: string, change: (k: Kubeconfig) => void = () => undefined): string {
  const config = parse(readFileSync(sandbox().kubeconfig, 'utf8')) as Kubeconfig;
  config['current-context'] = current;
  change(config);
  return stringify(config);
}

const run = promisify(execFile);

/** Kills a cluster's control plane, as a power cut would. */
export function stopCluster(name: 'harbor' | 'ocean'): void {
  const list = JSON.parse(readFileSync(join(dirname(process.env.SLUICE_SANDBOX ?? ''), 'processes.json'), 'utf8')) as {
    name: string;
    pid: number;
    executable: string;
  }[];
  const plane = list.find((p) => p.name === name);
  if (!plane) throw new Error(`The sandbox has no process ${name}`);
  process.kill(plane.pid, 'SIGKILL');
}

/** Starts what of the sandbox does not run. Its seed stays as the walks have left it. */
export async function startStopped(): Promise<void> {
  await run(sandboxBinary, ['up', '--name', sandbox().name], { cwd: root, timeout: 150_000 });
}
