import type { Changed, OperationStatus } from './types';
import { on } from './wails';

/** The events that the backend sends. Each returns how to stop listening. */

export const onLive = (heard: (change: Changed) => void) => on('live', (change) => heard(change as Changed));
export const onOperation = (heard: (status: OperationStatus) => void) =>
  on('operation', (status) => heard(status as OperationStatus));
export const onContexts = (heard: () => void) => on('contexts', heard);
export const onIdentity = (heard: () => void) => on('identity', heard);
export const onFleet = (heard: () => void) => on('fleet', heard);
