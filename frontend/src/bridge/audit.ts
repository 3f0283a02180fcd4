import { call } from './fault';
import { service } from './wails';

export const records = (operation: string) => call(() => service('AuditService').Records(operation));
export const verify = () => call(() => service('AuditService').Verify());
