import * as AuditService from '../../wailsjs/go/desktop/AuditService';
import { call } from './fault';
import type { ExportInput } from './types';

export const records = (operation: string) => call(() => AuditService.Records(operation));
export const journalState = () => call(() => AuditService.State());
export const verify = () => call(() => AuditService.Verify());

/** Where an export goes unless the person chooses another folder. */
export const exportFolder = () => call(() => AuditService.ExportFolder());
/** Asks the person for a folder; empty when they chose none. */
export const chooseFolder = (at: string) => call(() => AuditService.ChooseFolder(at));
export const exportRecords = (input: ExportInput) => call(() => AuditService.Export(input));
