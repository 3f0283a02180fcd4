import * as HelmService from '../../wailsjs/go/desktop/HelmService';
import { call } from './fault';
import type { ReleaseRef, RollbackInput } from './types';

export const release = (ref: ReleaseRef) => call(() => HelmService.Release(ref));
export const releaseValues = (ref: ReleaseRef, revision: number) => call(() => HelmService.Values(ref, revision));
export const compareRevisions = (ref: ReleaseRef, from: number, to: number) =>
  call(() => HelmService.Compare(ref, from, to));
export const rollback = (input: RollbackInput) => call(() => HelmService.Rollback(input));
