import type { Target } from '../types';
import type { Answering } from './answers';
import type { Bound } from './bound';
import { nowhere } from './door';
import { decide, explain, matrix } from './duties';
import { acting, roleNow } from './identity';
import type { Landscape } from './landscape';
import { environments } from './world';

export const policyService = (world: Landscape, { answer, pause }: Answering): Bound['PolicyService'] => ({
  May: (questions) =>
    pause().then(() =>
      questions.map((q) => decide(roleNow(world), q.action, classify(q.target), acting(world).actor.person)),
    ),
  Explain: (question, role) =>
    answer('policy', () => {
      const { person, proof } = acting(world).actor;
      return explain(role || roleNow(world), question.action, classify(question.target), person, proof);
    }),
  Matrix: (role, customer, product) =>
    answer('policy', () =>
      matrix(role || roleNow(world), (environment) => ({
        ...nowhere,
        environment,
        customer,
        product,
        production: environment === 'prod',
      })),
    ),
});

const classify = (target: Target): Target => {
  const environment =
    target.environment || (environments.find((e) => target.namespace.endsWith(`-${e.name}`))?.name ?? '');
  return { ...nowhere, requestedBy: '', platform: false, ...target, environment, production: environment === 'prod' };
};
