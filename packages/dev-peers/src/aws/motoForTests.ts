import { findMotoServer } from './findMotoServer';

/** Moto, if this machine has it. @public */
export interface MotoForTests {
  /** For `startMoto`. */
  readonly binary?: string;
}

/** Where moto is known not to do as AWS documents it. What they concern is proven on our stand-in instead. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  'creation-dates':
    'ListSecretVersionIds gives the time of the request as every CreatedDate',
  'current-twice':
    'PutSecretValue after a move of AWSCURRENT leaves it on two versions; other hands write in two requests',
  'reused-token':
    'a ClientRequestToken that is used again while AWSPENDING stands on its version overwrites the value',
  'free-labels':
    'UpdateSecretVersionStage attaches a label that stands elsewhere without RemoveFromVersionId',
  'removes-current': 'UpdateSecretVersionStage removes AWSCURRENT',
  'inactive-access-key': 'an inactive access key of IAM still works',
  'rights-on-users':
    'rights on IAM are looked up as if on every user, whatever the policy names',
  'function-revisions':
    'configurations of functions have no RevisionId, and updates are complete at once',
  'warm-capacity': 'functions have no provisioned concurrency',
  'canned-invocations':
    'without containers an invocation runs nothing and gets a canned answer',
};

/**
 * What this machine can test AWS Secrets Manager against. Known deviations and a missing program are named in the
 * output; with `KEYTURN_REQUIRE_PEERS` a missing program is an error.
 * @public
 */
export function motoForTests(
  env: Readonly<Record<string, string | undefined>> = process.env,
): MotoForTests {
  const binary = findMotoServer(env);
  if (!binary) {
    const notRun =
      'not run: AWS Secrets Manager on moto (no moto_server found; set KEYTURN_MOTO_SERVER)';
    if (env.KEYTURN_REQUIRE_PEERS) {
      throw new Error(notRun);
    }
    process.stderr.write(`${notRun}\n`);
    return {};
  }
  for (const [name, what] of Object.entries(DEVIATIONS)) {
    process.stderr.write(`exempt on moto: ${name}: ${what}\n`);
  }
  return { binary };
}
