export interface Config {
  secretRotation?: {
    rotators?: {
      /** A rotator entry; the keys below belong to `kind: aws-iam`. */
      [name: string]: {
        /** `aws-iam`: access keys of IAM users. */
        kind: string;
        /** A region of the users' partition. Default: `us-east-1`. */
        region?: string;
        /** The regions in which values are tried. Default: `region`. */
        regions?: string[];
        /** Chooses the credentials in `aws.accounts`. Default: the main account. */
        accountId?: string;
        /** Where to call in place of AWS's own addresses. */
        endpoint?: string;
        /** The names of the fields of the value. */
        fields?: { id?: string; secret?: string; user?: string };
      };
    };
  };
}
