import { call } from './fault';
import type { ReleaseRef, RollbackInput } from './types';
import { service } from './wails';

export const release = (ref: ReleaseRef) => call(() => service('HelmService').Release(ref));
export const releaseValues = (ref: ReleaseRef, revision: number) =>
  call(() => service('HelmService').Values(ref, revision));
export const compareRevisions = (ref: ReleaseRef, from: number, to: number) =>
  call(() => service('HelmService').Compare(ref, from, to));
export const rollback = (input: RollbackInput) => call(() => service('HelmService').Rollback(input));
