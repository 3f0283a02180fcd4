import { queryOptions } from '@tanstack/react-query';
import { call } from './fault';
import { service } from './wails';

/** What the status bar says about the app itself. */
export const aboutQuery = queryOptions({
  queryKey: ['about'],
  queryFn: () => call(() => service('AboutService').About()),
  refetchInterval: 30_000,
});
