import { randomBytes } from 'node:crypto';
import {
  generatePassword,
  type PasswordPolicy,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** How a random text looks. All have 128 bits of randomness or more. @internal */
export type Shape =
  | { readonly kind: 'hex' | 'base64' | 'base64url'; readonly bytes: number }
  | { readonly kind: 'password'; readonly policy: PasswordPolicy };

/** Draws a text of a shape from the system's cryptographic randomness. */
export function draw(shape: Shape): string {
  return shape.kind === 'password'
    ? generatePassword(shape.policy)
    : randomBytes(shape.bytes).toString(shape.kind);
}
