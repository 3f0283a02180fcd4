import { queryOptions } from '@tanstack/react-query';
import * as BreakglassService from '../../wailsjs/go/desktop/BreakglassService';
import { call } from './fault';

/** Emergencies that no second person has acknowledged, oldest first. */
export const emergenciesQuery = queryOptions({
  queryKey: ['breakglass'],
  queryFn: () => call(() => BreakglassService.Open()),
});

export const acknowledge = (operation: string) => call(() => BreakglassService.Acknowledge(operation));
