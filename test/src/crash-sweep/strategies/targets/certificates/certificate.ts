import type { RunningTarget, TargetTraits } from '../../contracts';

/** The server whose certificate is rotated. */
export const SERVER_NAME = 'shop.example.com';

/** Whoever signs: certificates old and new are good beside each other, until one is revoked. */
export const CERTIFICATE_TRAITS: TargetTraits = {
  issues: 'issued',
  overlap: 'dual',
  accounts: 'one',
};

/** What Keyturn is told of the secret, and consumers of their clients. */
export function certificateSecret(clients: {
  readonly trustFile: string;
  readonly listUrl: string;
}): Pick<RunningTarget, 'allow' | 'options' | 'publicFields' | 'endpoints'> {
  return {
    allow: [SERVER_NAME],
    options: { names: [SERVER_NAME] },
    publicFields: ['certificate', 'chain'],
    endpoints: [{ kind: 'tls', name: SERVER_NAME, ...clients }],
  };
}
