import { queryOptions } from '@tanstack/react-query';
import * as SiemService from '../../wailsjs/go/desktop/SiemService';
import { call } from './fault';
import type { ReplayInput, SinkToken } from './types';

/** How far the journal's copies are. The "siem" event says when to ask again. */
export const siemQuery = queryOptions({
  queryKey: ['siem', 'overview'],
  queryFn: () => call(() => SiemService.Overview()),
});

export const letters = (sink: string) => call(() => SiemService.Letters(sink));
export const trySink = (sink: string) => call(() => SiemService.Try(sink));
export const signInToSink = (input: SinkToken) => call(() => SiemService.SignIn(input));
export const signOutOfSink = (sink: string) => call(() => SiemService.SignOut(sink));
export const replay = (input: ReplayInput) => call(() => SiemService.Replay(input));
