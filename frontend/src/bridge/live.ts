import * as LiveService from '../../wailsjs/go/desktop/LiveService';
import { onLive } from './events';
import { call } from './fault';
import type { Changed, Page, Query } from './types';

/** Where a table gets its rows: a window at a time, and word of newer ones. */
export interface RowSource {
  window(query: Query): Promise<Page>;
  changed(heard: (change: Changed) => void): () => void;
}

/** The backend's lists. */
export const liveRows: RowSource = {
  window: (query) => call(() => LiveService.Window(query)),
  changed: onLive,
};
