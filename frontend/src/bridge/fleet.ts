import { queryOptions } from '@tanstack/react-query';
import * as FleetService from '../../wailsjs/go/desktop/FleetService';
import { call } from './fault';
import type { ClassifyInput } from './types';

/** The team's file, its newest version and what is in force. */
export const fleetQuery = queryOptions({
  queryKey: ['fleet', 'file'],
  queryFn: () => call(() => FleetService.File()),
});

/** The JSON Schema of the file. It is that of the app, so it never changes. */
export const fleetSchemaQuery = queryOptions({
  queryKey: ['fleetSchema'],
  queryFn: () => call(() => FleetService.Schema()),
  staleTime: Number.POSITIVE_INFINITY,
});

/** A first file made out of what the kubeconfig leads to. */
export const proposalQuery = queryOptions({
  queryKey: ['fleetProposal'],
  queryFn: () => call(() => FleetService.Propose()),
  staleTime: 60_000,
});

/** What this person said, on this computer, of places that the fleet does not name. */
export const ownQuery = queryOptions({
  queryKey: ['fleet', 'own'],
  queryFn: () => call(() => FleetService.Own()),
});

export const refreshFleet = () => call(() => FleetService.Refresh());
export const previousFleet = () => call(() => FleetService.Previous());
export const checkFleet = (text: string) => call(() => FleetService.Check(text));
export const compareFleet = (text: string) => call(() => FleetService.Compare(text));
export const createFleet = (text: string) => call(() => FleetService.Create({ text }));
export const writeFleet = (text: string, base: string) => call(() => FleetService.Write({ text, base }));
export const classify = (input: ClassifyInput) => call(() => FleetService.Classify(input));
