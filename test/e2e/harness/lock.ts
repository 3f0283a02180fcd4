import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { out } from './places.ts';
import { type Started, start } from './process.ts';
import { until } from './until.ts';

/** Locks a file until ended, by a program of its own: locks of one's own process do not count. */
export async function lock(file: string): Promise<Started> {
  const [program, log] = [join(out('lock'), 'lock'), `${file}.lock.log`];
  execFileSync('gcc', ['-Wall', '-Wextra', '-O1', join(import.meta.dirname, 'lock.c'), '-o', program]);
  const locked = start(program, [file], log);
  await until(`${file} is locked`, () => readFileSync(log, 'utf8').includes('locked'), 5_000);
  return locked;
}
