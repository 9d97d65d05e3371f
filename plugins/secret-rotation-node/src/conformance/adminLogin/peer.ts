import type {
  OwnCredentials,
  Rotator,
  RotatorDeclaration,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RotatorWorld } from '../rotator';

/** A service's secret at a real server, and the administrator who rotates it. @public */
export interface AdminLoginWorld {
  /** The secret of the service, and its account. */
  readonly service: RotatorWorld;
  /** The login of that administrator, which is a secret too: somebody else rotates it. */
  readonly administrator: RotatorWorld;
  /** A rotator at the same server, whose entry of app-config has this `admin`. */
  rotatorBy(admin: object, ownCredentials?: OwnCredentials): Rotator;
}

/** A rotator that logs in as an administrator, and whose accounts may be such administrators. @public */
export interface AdminLoginPeer {
  /** What the rotator says of itself. */
  readonly declaration: RotatorDeclaration;
  /** The field that names the login, in a file and in a secret. */
  readonly nameField: 'username' | 'dn';
  /** What preflight calls a login that is refused, and one that would rotate itself. */
  readonly codes: { readonly refused: string; readonly own: string };
  /** Makes accounts of its own at the server, for one case. */
  createWorld(): Promise<AdminLoginWorld>;
}
