import type { WrittenPlace } from '@keyturn/backstage-plugin-secret-rotation-node';

/** A secret as reasons name it. Pure. @internal */
export function writtenPlace(name: string): WrittenPlace {
  return {
    provider: 'GitHub',
    name,
    grant:
      'Give the GitHub App or the token "Secrets: read and write" and "Variables: read and write" of that repository, environment or organization, and "Metadata: read"',
  };
}
