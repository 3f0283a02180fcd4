import { type Answering, refuse } from './answers';
import { type Bound, nothing } from './bound';
import { connectionsOf } from './connections';
import { roleTitle } from './duties';
import type { Landscape } from './landscape';
import { roleOf } from './world';

export const identityService = (world: Landscape, { pause }: Answering): Bound['IdentityService'] => ({
  Acting: () => pause().then(() => acting(world)),
  Use: (name) =>
    pause().then(() => {
      world.acting = { context: name, role: world.acting.role };
      world.announce('identity');
      return acting(world);
    }),
  Refresh: () => pause().then(() => acting(world)),
  ActAs: (role) =>
    pause().then(() => {
      if (world.scenario === 'failing')
        refuse({
          kind: 'internal',
          system: 'audit',
          detail: 'The audit journal cannot be written, so nothing was changed',
        });
      world.acting = { ...world.acting, role };
      world.announce('identity');
      return world.status({
        id: `act-as-${role}`,
        action: 'session.actAs',
        title: "Act as another of one's roles",
        target: roleTitle(role),
        state: 'succeeded',
        outcome: `Acting as ${roleTitle(role)}`,
        ended: new Date().toISOString(),
      });
    }),
});

/** Without a mapping the role is the chosen one; with it, the chosen one counts where a group proves it. */
export function roleNow(world: Landscape): string {
  const roles = rolesOf(world);
  if (roles.includes(world.acting.role)) return world.acting.role;
  return world.unmapped ? 'unknown' : (roles[0] ?? 'unknown');
}

function rolesOf(world: Landscape): string[] {
  if (world.unmapped) return ['developer', 'devops', 'platform', 'operations', 'support'];
  const person = world.acting.context.split('@')[0] ?? '';
  const own = roleOf[person];
  if (!own) return [];
  return person === 'devops1' ? [own, 'developer'] : [own];
}

/** Who acts, as the server of the chosen context would say. */
export function acting(world: Landscape) {
  const { context } = world.acting;
  const [person = '', cluster = ''] = context.split('@');
  const role = roleNow(world);
  const group = `sluice:${role}`;
  return {
    context,
    cluster,
    production: cluster === 'ocean',
    actor: {
      person,
      role,
      roles: rolesOf(world),
      proof: role === 'unknown' || world.unmapped ? '' : `group ${group}`,
      logins: [
        { system: 'kubernetes', at: '', name: person, groups: world.unmapped ? [] : [group], person, note: '' },
        ...connectionsOf(world)
          .filter((one) => ['argocd', 'vault', 'git'].includes(one.kind) && /connected|expiring/.test(one.state))
          .map((one) => ({
            system: one.kind,
            at: one.name,
            name: one.login,
            groups: [],
            person: one.person,
            note: '',
          })),
      ],
    },
    selfDeclared: world.unmapped,
    problem: nothing,
  };
}
