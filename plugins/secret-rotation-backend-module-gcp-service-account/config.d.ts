export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: gcp-service-account`. */
      [name: string]: {
        /** `gcp-service-account`: keys of GCP service accounts. */
        kind: string;
        auth?: {
          /** The path of Keyturn's own key file. Default: application-default credentials. */
          keyFile?: string;
        };
        /** A stand-in on this machine, for tests. */
        endpoint?: string;
      };
    };
  };
}
