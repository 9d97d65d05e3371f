import type { WrittenPlace } from '@keyturn/backstage-plugin-secret-rotation-node';

/** A variable as reasons name it. Pure. @internal */
export function writtenPlace(name: string): WrittenPlace {
  return {
    provider: 'GitLab',
    name,
    grant:
      'Give the token the scope "api" and the role Maintainer in that project, or Owner in that group',
  };
}
