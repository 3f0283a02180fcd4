import { EventsOn } from '../../wailsjs/runtime/runtime';
import type { Changed, OperationStatus } from './types';

/** The events that the backend sends. Each returns how to stop listening. */

export const onLive = (heard: (change: Changed) => void) => EventsOn('live', heard);
export const onOperation = (heard: (status: OperationStatus) => void) => EventsOn('operation', heard);
export const onContexts = (heard: () => void) => EventsOn('contexts', heard);
export const onIdentity = (heard: () => void) => EventsOn('identity', heard);
export const onFleet = (heard: () => void) => EventsOn('fleet', heard);
