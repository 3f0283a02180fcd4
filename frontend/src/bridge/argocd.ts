import * as ArgocdService from '../../wailsjs/go/desktop/ArgocdService';
import { call } from './fault';
import type { ApplicationRef, SyncInput } from './types';

export const instances = () => call(() => ArgocdService.Instances());
export const application = (ref: ApplicationRef) => call(() => ArgocdService.Application(ref));
export const compareApplication = (ref: ApplicationRef) => call(() => ArgocdService.Compare(ref));
export const syncApplication = (input: SyncInput) => call(() => ArgocdService.Sync(input));
