import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import * as PolicyService from '../../wailsjs/go/desktop/PolicyService';
import { call } from './fault';
import { actingQuery } from './identity';
import type { Answer, Decision, Question, Target } from './types';

/** A target of which only some is known; the backend classifies the rest. */
export const target = (known: Partial<Target>): Target => ({
  context: '',
  cluster: '',
  namespace: '',
  name: '',
  environment: '',
  tier: '',
  production: false,
  customer: '',
  product: '',
  ...known,
});

/** Whether the acting person may do the action to the target. Undefined until the backend has said. */
export function useCan(action: string, on: Target | undefined): Answer | undefined {
  const acting = useQuery(actingQuery).data;
  const { data, error } = useQuery({
    queryKey: ['policy', 'may', acting?.context, acting?.actor.role, action, on],
    queryFn: () => call(() => PolicyService.May(on ? [{ action, target: on }] : [])),
    enabled: on !== undefined && acting !== undefined,
    refetchInterval: 30_000, // a freeze begins and ends by itself
  });
  const decision = data?.[0];
  const why = error?.message;
  return useMemo(() => {
    const answer = decision ?? (why ? undecided(why) : undefined);
    return answer && on ? { ...answer, asked: { action, target: on } } : undefined;
  }, [decision, why, action, on]);
}

/** What could not be decided is not allowed, and says why. */
const undecided = (reason: string): Decision => ({ allowed: false, rule: '', reason, ask: [], people: [], held: '' });

/** Every action in every environment for one role; the empty role is the acting one, no customer or product is any. */
export const matrixQuery = (role: string, customer = '', product = '') =>
  queryOptions({
    queryKey: ['policy', 'matrix', role, customer, product],
    queryFn: () => call(() => PolicyService.Matrix(role, customer, product)),
  });

/** How the answer to a question came about; the empty role is the acting one. */
export const explainQuery = (question: Question, role: string) =>
  queryOptions({
    queryKey: ['policy', 'explain', question, role],
    queryFn: () => call(() => PolicyService.Explain(question, role)),
  });
