import type {
  DescribeSecretResponse,
  ReplicationStatusType,
} from '@aws-sdk/client-secrets-manager';
import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ListedVersion, SecretLook } from './client/SecretReads';
import { isOfSomeRun, PENDING } from './versions/runVersions';

const DAY_MS = 86_400_000;
// AWS keeps about 100 and removes none that is younger than a day; a rotation with its rollback writes a few.
const MOST_VERSIONS_A_DAY = 90;
const MOST_LABELS = 16;

/** Two rotators of one secret would undo each other. */
export function checkRotation(secret: DescribeSecretResponse): PreflightCheck {
  const code = 'aws.rotation';
  if (secret.RotationEnabled) {
    return {
      code,
      ok: false,
      message: 'AWS rotates the secret itself',
      fix: 'Choose one of the two: name a rotator with strategy: delegated, or turn off that of AWS with aws secretsmanager cancel-rotate-secret',
    };
  }
  if (secret.OwningService) {
    return {
      code,
      ok: false,
      message: 'The secret belongs to another service of AWS, which changes it',
      fix: 'Let that service rotate it, or keep the credential in a secret of your own',
    };
  }
  return { code, ok: true, message: 'Nobody else rotates the secret' };
}

/** A delegated rotation needs one of AWS's own, and that no earlier one is left half done. */
export function checkManagedRotation(look: SecretLook): PreflightCheck {
  const code = 'aws.rotation';
  if (!look.description.RotationEnabled) {
    return {
      code,
      ok: false,
      message: 'AWS does not rotate the secret itself',
      fix: 'Set its rotation up with aws secretsmanager rotate-secret, or name a rotator that makes the values itself',
    };
  }
  const isUnfinished = [...look.labels].some(
    ([version, stages]) => stages.includes(PENDING) && version !== look.current,
  );
  return isUnfinished
    ? {
        code,
        ok: false,
        message: 'An earlier rotation of AWS is not complete (AWSPENDING)',
        fix: 'Look at the log of its function; let it end, or take AWSPENDING off with aws secretsmanager update-secret-version-stage',
      }
    : { code, ok: true, message: 'AWS rotates the secret itself' };
}

/** Where copies of the secret are, and whether they follow. */
export function checkReplicas(
  secret: DescribeSecretResponse,
  region: string,
): PreflightCheck {
  const code = 'aws.replicas';
  if (secret.PrimaryRegion && secret.PrimaryRegion !== region) {
    return {
      code,
      ok: false,
      message: `The secret is a replica of the one in ${secret.PrimaryRegion} and cannot be changed here`,
      fix: `Use a store entry with region: ${secret.PrimaryRegion}`,
    };
  }
  const replicas = secret.ReplicationStatus ?? [];
  const failed = replicas.filter(({ Status }) => Status === 'Failed');
  if (failed.length > 0) {
    return {
      code,
      ok: false,
      message: `The replica in ${regionsOf(failed)} does not follow the secret`,
      fix: 'Mend or remove the replication: consumers there would keep the old value',
    };
  }
  return {
    code,
    ok: true,
    message:
      replicas.length === 0
        ? 'The secret has no replicas in other regions'
        : `AWS copies the secret to ${regionsOf(replicas)}, shortly after`,
  };
}

/** Somebody else's rotation is under way, or was left half done. */
export function checkPending({ labels, current }: SecretLook): PreflightCheck {
  const code = 'aws.pending';
  const [pending] =
    [...labels].find(([, stages]) => stages.includes(PENDING)) ?? [];
  return pending && pending !== current && !isOfSomeRun(pending)
    ? {
        code,
        ok: false,
        message: 'Somebody else has staged a value for the secret (AWSPENDING)',
        fix: `Let that rotation end, or remove the label: aws secretsmanager update-secret-version-stage --version-stage AWSPENDING --remove-from-version-id ${pending}`,
      }
    : { code, ok: true, message: 'Nobody else has staged a value' };
}

/** Which key encrypts the secret. */
export function checkKey({ KmsKeyId }: DescribeSecretResponse): PreflightCheck {
  return {
    code: 'aws.kms-key',
    ok: true,
    message: KmsKeyId
      ? 'The secret has a KMS key of its own: consumers need kms:Decrypt on it, Keyturn kms:GenerateDataKey too'
      : 'The secret is encrypted with the key that AWS manages',
  };
}

/** More writes than one in ten minutes over a day pile up versions until AWS refuses the next one. */
export function checkVersions(
  versions: readonly ListedVersion[],
  now: number,
): PreflightCheck {
  const code = 'aws.versions';
  const young = versions.filter(
    ({ createdAt }) => now - createdAt.getTime() < DAY_MS,
  ).length;
  return young > MOST_VERSIONS_A_DAY
    ? {
        code,
        ok: false,
        message: `The secret got ${young} versions in a day, and AWS refuses the next ones soon`,
        fix: 'Find out who writes it more often than every ten minutes; wait until tomorrow',
      }
    : { code, ok: true, message: 'The secret has room for further versions' };
}

/** AWS takes 20 labels at a secret; a run needs three of its own. */
export function checkLabels({ labels }: SecretLook): PreflightCheck {
  const code = 'aws.labels';
  const count = [...labels.values()].flat().length;
  return count > MOST_LABELS
    ? {
        code,
        ok: false,
        message: `The secret has ${count} labels, and AWS allows 20`,
        fix: 'Remove labels that nobody needs, such as those of old runs: aws secretsmanager update-secret-version-stage --version-stage keyturn/… --remove-from-version-id …',
      }
    : { code, ok: true, message: 'The secret has room for further labels' };
}

/** What a person must know before the start: the end of a rotation does not take the old value away here. */
export function checkDestruction(): PreflightCheck {
  return {
    code: 'aws.destroy',
    ok: true,
    message:
      'AWS cannot delete a version: destroy takes the labels of the old one, and whoever may read the secret can read it by its id until AWS clears it away. The target refuses it by then',
  };
}

function regionsOf(replicas: readonly ReplicationStatusType[]): string {
  return replicas.map(({ Region }) => Region).join(', ');
}
