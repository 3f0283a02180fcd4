/** A role in words. */
export const roleTitle = (role: string) =>
  role === 'devops'
    ? 'DevOps'
    : role === '' || role === 'unknown'
      ? 'no role'
      : role.charAt(0).toUpperCase() + role.slice(1);
