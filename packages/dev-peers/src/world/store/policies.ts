/** What Keyturn needs, also to list by name what the engine holds, as docs/integrations/vault.md tells operators to grant it. @internal */
export function keyturnPolicy(mount: string): string {
  return policyText({
    [`${mount}/data/payments/*`]: ['create', 'read', 'update'],
    [`${mount}/metadata/*`]: ['list', 'read'],
    [`${mount}/metadata/payments/*`]: ['list', 'patch', 'read'],
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
  return policyText({ [`${mount}/data/payments/*`]: ['read'] });
}

/** A policy in HCL. */
export function policyText(
  rules: Readonly<Record<string, readonly string[]>>,
): string {
  return Object.entries(rules)
    .map(
      ([path, capabilities]) =>
        `path "${path}" { capabilities = [${capabilities
          .map(capability => JSON.stringify(capability))
          .join(', ')}] }`,
    )
    .join('\n');
}
