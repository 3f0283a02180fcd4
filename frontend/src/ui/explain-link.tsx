import type { Question } from '@/bridge/types';
import { TextLink } from './links';

/** What a question says, as the address of its explanation says it. */
export interface ExplainSearch {
  action?: string;
  context?: string;
  cluster?: string;
  namespace?: string;
  name?: string;
  environment?: string;
  customer?: string;
  product?: string;
  requestedBy?: string;
  role?: string;
}

export const explainKeys = [
  'action',
  'context',
  'cluster',
  'namespace',
  'name',
  'environment',
  'customer',
  'product',
  'requestedBy',
  'role',
] as const satisfies readonly (keyof ExplainSearch)[];

/** The parts of an address that are there; whatever does not fit is left out. */
export const explainSearch = (raw: Partial<Record<string, unknown>>): ExplainSearch =>
  Object.fromEntries(
    explainKeys.flatMap((key) => {
      const value = raw[key];
      return typeof value === 'string' && value ? [[key, value]] : [];
    }),
  );

/** Leads to the whole answer: the rule, what it was told, who may. */
export const ExplainLink = ({ asked }: { asked: Question }) => (
  <TextLink to="/duties" search={explainSearch({ ...asked.target, action: asked.action })}>
    Explain
  </TextLink>
);
