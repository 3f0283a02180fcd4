import type { Landscape } from './landscape';

/** Fails as the backend does: by a text that is a fault. */
export const refuse = (shape: { kind: string; system?: string; detail: string; field?: string }): never => {
  throw new Error(JSON.stringify(shape));
};

const failure = (system: string) =>
  ({
    kind: 'unreachable',
    system,
    detail: `${system === 'argocd' ? 'Argo CD' : 'The cluster harbor'} did not answer within 5 s. Check the network or the VPN, then retry`,
  }) as const;
const forbidden = {
  kind: 'denied',
  system: 'kubernetes',
  detail: 'The cluster does not let dev1 list these objects. Ask Platform for read access: platform1',
  field: 'rbac',
};

export const after = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** How calls are answered: late, and not at all in some scenarios. */
export type Answering = ReturnType<typeof answering>;

export function answering(world: Landscape, latency: number) {
  /** Fails where the scenario says that systems do. */
  const answer = async <T>(system: string, value: () => T): Promise<T> => {
    await after(latency);
    if (world.scenario === 'failing') refuse(failure(system));
    return value();
  };
  /** Fails besides where one may not see what is listed. */
  const list = async <T>(system: string, value: () => T): Promise<T> => {
    await after(latency);
    if (world.scenario === 'failing') refuse(failure(system));
    if (world.scenario === 'forbidden') refuse(forbidden);
    return value();
  };
  return { answer, list, pause: () => after(latency) };
}
