import { EventsOn } from '../../wailsjs/runtime/runtime';
import type { Changed, Connection, OperationStatus } from './types';

/** The events that the backend sends. Each returns how to stop listening. */

/** Without the app around the page nothing is heard; its calls already say that the backend is missing. */
const on = (name: string, heard: (...data: never[]) => void): (() => void) =>
  'runtime' in window ? EventsOn(name, heard as (...data: unknown[]) => void) : () => undefined;

export const onLive = (heard: (change: Changed) => void) => on('live', heard);
export const onOperation = (heard: (status: OperationStatus) => void) => on('operation', heard);
export const onContexts = (heard: () => void) => on('contexts', heard);
export const onIdentity = (heard: () => void) => on('identity', heard);
export const onConnection = (heard: (now: Connection) => void) => on('connection', heard);
/** The keychain was unlocked, or the person did not answer. */
export const onKeychain = (heard: () => void) => on('keychain', heard);
export const onFleet = (heard: () => void) => on('fleet', heard);
export const onSiem = (heard: () => void) => on('siem', heard);
/** An item of the window's own menu was chosen. */
export const onMenu = (heard: (item: string) => void) => on('menu', heard);
