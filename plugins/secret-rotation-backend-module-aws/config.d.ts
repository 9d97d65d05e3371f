export interface Config {
  secretRotation?: {
    stores?: {
      /** A store entry; the keys below belong to `kind: aws`. */
      [name: string]: {
        /** `aws`: AWS Secrets Manager. */
        kind: string;
        /** Region of the secrets, for example eu-central-1. For replicated secrets the primary one. */
        region?: string;
        /** Account of the secrets, as in `aws.accounts`. Default: the main account or the environment's credentials. */
        accountId?: string;
        /** Where to call in place of the region's own address, for example a VPC endpoint. */
        endpoint?: string;
        /** Stands before every path, for example `/prod/`. Default: nothing. */
        prefix?: string;
        /** Keys that are no secret. Default: `username`, `host`, `port`, `database`, `dbname`, `engine` and the identifiers of RDS. */
        publicFields?: string[];
        /** Whether a secret without a value is created by its first rotation. Default: false. */
        provision?: boolean;
        /** Name below which first values wait; with `provision` alone. Default: `keyturn-staging`. */
        staging?: string;
        /** KMS key of the secrets that are created here. Default: the key that AWS manages. */
        kmsKeyId?: string;
      };
    };
  };
}
