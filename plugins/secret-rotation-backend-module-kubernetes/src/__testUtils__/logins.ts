import {
  SecretValue,
  storeVersionId,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';

export const OLD = storeVersionId('41');
export const NEW = storeVersionId('42');
export const PASSWORDS = {
  [OLD]: 'old-password-Xq7vT2',
  [NEW]: 'new-password-Zr4kM9',
};

/** A login of a version. */
export function loginOf(version: StoreVersionId): SecretValue {
  return SecretValue.of({
    username: { value: `user-of-${version}`, secret: false },
    password: { value: PASSWORDS[version], secret: true },
  });
}

/** Both versions, as an observation is asked about them. */
export const CANDIDATES = new Map([OLD, NEW].map(id => [id, loginOf(id)]));
