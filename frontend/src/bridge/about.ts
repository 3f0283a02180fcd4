import { queryOptions } from '@tanstack/react-query';
import * as AboutService from '../../wailsjs/go/desktop/AboutService';
import { call } from './fault';

/** What the status bar says about the app itself. */
export const aboutQuery = queryOptions({
  queryKey: ['about'],
  queryFn: () => call(() => AboutService.About()),
  refetchInterval: 30_000,
});
