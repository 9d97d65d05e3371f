/** What Keyturn needs, as docs/integrations/vault.md tells operators to grant it. @internal */
export function keyturnPolicy(mount: string): string {
  return policy({
    [`${mount}/data/payments/*`]: ['create', 'read', 'update'],
    [`${mount}/metadata/payments/*`]: ['patch', 'read'],
    [`${mount}/destroy/payments/*`]: ['update'],
    [`${mount}/data/keyturn-staging/payments/*`]: ['create', 'read', 'update'],
    [`${mount}/metadata/keyturn-staging/payments/*`]: ['delete'],
    [`${mount}/config`]: ['read'],
    'sys/capabilities-self': ['update'],
    'auth/token/lookup-self': ['read'],
    'auth/token/renew-self': ['update'],
  });
}

/** What the services need: to read what they use. @internal */
export function servicePolicy(mount: string): string {
  return policy({ [`${mount}/data/payments/*`]: ['read'] });
}

function policy(rules: Record<string, string[]>): string {
  return Object.entries(rules)
    .map(
      ([path, capabilities]) =>
        `path "${path}" { capabilities = ${JSON.stringify(capabilities)} }`,
    )
    .join('\n');
}
