// Processes that a walk starts, each in a group of its own, so that a group can be ended whole and nothing else is.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createWriteStream, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { until } from './until.ts';

const running = new Set<number>();

// A worker that ends in whatever way leaves nothing behind.
process.on('exit', endAll);
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(name, () => {
    endAll();
    process.exit(1);
  });
}

function endAll(): void {
  for (const group of running) signal(group, 'SIGKILL');
}

export interface Started {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Ends the process and all that it started. */
  end(): Promise<void>;
}

/** Starts a program whose output goes to the file `log`. */
export function start(program: string, args: string[], log: string, options: SpawnOptions = {}): Started {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options, detached: true });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${program} cannot be started: is it installed?`);
  running.add(pid);
  const out = createWriteStream(log, { flags: 'a' });
  child.stdout?.pipe(out, { end: false });
  child.stderr?.pipe(out, { end: false });
  return { pid, child, end: () => end(pid, child) };
}

async function end(group: number, child: ChildProcess): Promise<void> {
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  signal(group, 'SIGTERM');
  await until('the process has ended', ended, 4_000).catch(() => undefined);
  signal(group, 'SIGKILL');
  running.delete(group);
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {
    // It has ended already.
  }
}

interface Entry {
  pid: number;
  parent: number;
  name: string;
}

/** Every process below `root`, itself included, as /proc tells it now. */
export function family(root: number): Entry[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => describe(Number(name)));
  const found = all.filter((p) => p.pid === root);
  for (const member of found) found.push(...all.filter((p) => p.parent === member.pid));
  return found;
}

function describe(pid: number): Entry[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const close = stat.lastIndexOf(')');
    return [{ pid, parent: Number(stat.slice(close + 2).split(' ')[1]), name: stat.slice(stat.indexOf('(') + 1, close) }];
  } catch {
    return []; // It ended while we were reading.
  }
}

interface Connection {
  local: string;
  remote: string;
}

/** Where a process or its children listen for TCP: hexadecimal address:port, as /proc writes it. */
export const listening = (root: number): string[] => connections(root, '0A').map((c) => c.local);

/** The remote ports to which a process or its children hold a connection. */
export const connectedTo = (root: number): number[] => connections(root, '01').map((c) => Number.parseInt(c.remote.split(':')[1] ?? '', 16));

function connections(root: number, state: string): Connection[] {
  const own = new Set(family(root).flatMap((p) => sockets(p.pid)));
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${root}/net/${table}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((cells) => cells[3] === state && own.has(cells[9] ?? ''))
      .map((cells) => ({ local: cells[1] ?? '', remote: cells[2] ?? '' })),
  );
}

function sockets(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
