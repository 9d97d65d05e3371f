/** A secret in a KV v2 engine of Vault or OpenBao. @public */
export interface VaultServiceStore {
  readonly kind: 'vault';
  /** For example `http://127.0.0.1:8200`. */
  readonly address: string;
  readonly token: string;
  readonly mount: string;
  readonly path: string;
}

/** A static role of the database engine of Vault or OpenBao, which rotates it by itself. @public */
export interface StaticRoleServiceStore
  extends Omit<VaultServiceStore, 'kind'> {
  readonly kind: 'vault-static-role';
}

/** A secret of AWS Secrets Manager. @public */
export interface AwsServiceStore {
  readonly kind: 'aws';
  /** Where to call in place of the region's own address. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The secret's name. */
  readonly path: string;
}

/** A secret of GCP Secret Manager, at a stand-in that takes no credentials. @public */
export interface GcpServiceStore {
  readonly kind: 'gcp';
  /** `host:port`. */
  readonly endpoint: string;
  readonly project: string;
  /** Of a regional secret. */
  readonly location?: string;
  /** The secret's id. */
  readonly path: string;
  /** What it reads: an alias, or `latest`. */
  readonly version: string;
}

/** Where a service reads its secret, and with which credential. @public */
export type ServiceStore =
  | VaultServiceStore
  | StaticRoleServiceStore
  | AwsServiceStore
  | GcpServiceStore;
