export interface Config {
  secretRotation?: {
    stores?: {
      /** A store entry; the keys below belong to `kind: gcp`. */
      [name: string]: {
        /** `gcp`: GCP Secret Manager. */
        kind: string;
        /** Id or number of the project whose secrets are rotated. */
        project?: string;
        /** Location of regional secrets, for example europe-west3. Without it: global secrets. */
        location?: string;
        /** The version alias that consumers read, for example current. Without it they read `latest`. */
        alias?: string;
        /** What the ids of the secrets begin with where new values wait. No consumer may read them. Default: `keyturn-staging`. */
        staging?: string;
        /** Keys of a JSON value that are no secret. Default: `username`, `host`, `port`, `database`, `dbname`. */
        publicFields?: string[];
        /** Locations of secrets that Keyturn makes. Without it: replicated automatically. */
        replicas?: string[];
        /** The secrets have a version destroy TTL: a destroyed version is disabled first, and goes later. Default: false. */
        delayedDestruction?: boolean;
        /** Whether a secret that does not exist, or has no value yet, is given its first one. Default: false. */
        provision?: boolean;
        /** This portal's share of the project's write quota. Default: 600. */
        writesPerMinute?: number;
        /** How Keyturn identifies itself. Without keys: application-default credentials. */
        auth?: {
          /** Path of a service account's key file, or of a credential configuration. */
          keyFile?: string;
        };
        /** `host:port` of a stand-in on this machine, for tests. It is asked without TLS and credentials. */
        endpoint?: string;
      };
    };
  };
}
