import * as AuditService from '../../wailsjs/go/desktop/AuditService';
import { call } from './fault';

export const records = (operation: string) => call(() => AuditService.Records(operation));
export const verify = () => call(() => AuditService.Verify());
