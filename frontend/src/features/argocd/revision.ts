import type { Application } from '@/bridge/types';

const hash = /^[0-9a-f]{40}$/;

/** A revision short enough to be read aloud. */
export const short = (revision: string) => (hash.test(revision) ? revision.slice(0, 8) : revision);

/** What the application would be at: the tag where it follows one, else the commit. */
export const wanted = (app: Application) =>
  /\d/.test(app.target) && app.target !== 'HEAD' ? short(app.target) : short(app.desired || app.target);

/** The verb of a sync: production is deployed to, the rest is synced. */
export const verb = (app: Application) => (app.production ? 'Deploy' : 'Sync');
