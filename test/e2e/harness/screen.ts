// A virtual screen of its own for each app, because windows on one screen would cover each other.
import { type Started, start } from './process.ts';

export interface Screen {
  readonly display: string;
  end(): Promise<void>;
}

export async function openScreen(log: string, size = '1280x800'): Promise<Screen> {
  const xvfb: Started = start('Xvfb', ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp'], log, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    xvfb.child.stdio[3]?.on('data', (text: Buffer) => resolve(text.toString().trim()));
    xvfb.child.once('exit', () => reject(new Error('Xvfb ended at once')));
  });
  return { display: `:${number}`, end: () => xvfb.end() };
}
