import { call } from './fault';
import type { ApplicationRef, Credentials, SyncInput } from './types';
import { service } from './wails';

export const instances = () => call(() => service('ArgocdService').Instances());
export const application = (ref: ApplicationRef) => call(() => service('ArgocdService').Application(ref));
export const compareApplication = (ref: ApplicationRef) => call(() => service('ArgocdService').Compare(ref));
export const syncApplication = (input: SyncInput) => call(() => service('ArgocdService').Sync(input));
export const signIn = (input: Credentials) => call(() => service('ArgocdService').SignIn(input));
export const signOut = (instance: string) => call(() => service('ArgocdService').SignOut(instance));
