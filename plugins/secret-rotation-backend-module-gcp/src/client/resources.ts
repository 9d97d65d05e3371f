import type { protos } from '@google-cloud/secret-manager';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';

type ISecret = protos.google.cloud.secretmanager.v1.ISecret;
type ISecretVersion = protos.google.cloud.secretmanager.v1.ISecretVersion;
type ITimestamp = protos.google.protobuf.ITimestamp;

/** Where the service keeps a secret's versions, and under which keys. */
export type Placement = Pick<
  ISecret,
  'replication' | 'customerManagedEncryption'
>;

/** A secret's settings, as far as a rotation looks at them. */
export interface Secret {
  /** The last part of its name. */
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Version numbers by alias. */
  readonly aliases: Readonly<Record<string, number>>;
  readonly placement: Placement;
  readonly createdAt: Date;
  readonly expiresAt?: Date;
  readonly delaysDestruction: boolean;
  readonly topics: number;
  readonly hasSchedule: boolean;
  /** Secret Manager itself rotates it. */
  readonly isManaged: boolean;
}

/** One version, without its value. */
export interface SecretVersion {
  readonly number: number;
  readonly createdAt: Date;
  readonly state: 'enabled' | 'disabled' | 'destroyed';
  /** A delayed destruction will be carried out. */
  readonly isScheduled: boolean;
  readonly etag: string;
}

/** What the service answered of a secret. */
export function secretOf(answer: ISecret): Secret {
  const rotation = answer.rotation ?? {};
  return {
    id: answer.name?.split('/').at(-1) ?? '',
    labels: answer.labels ?? {},
    etag: etagOf(answer),
    annotations: answer.annotations ?? {},
    aliases: Object.fromEntries(
      Object.entries(answer.versionAliases ?? {}).map(([alias, number]) => [
        alias,
        Number(number),
      ]),
    ),
    placement: {
      ...(answer.replication ? { replication: answer.replication } : {}),
      ...(answer.customerManagedEncryption
        ? { customerManagedEncryption: answer.customerManagedEncryption }
        : {}),
    },
    createdAt: dateOf(answer.createTime) ?? new Date(0),
    expiresAt: dateOf(answer.expireTime),
    delaysDestruction: Number(answer.versionDestroyTtl?.seconds ?? 0) > 0,
    topics: answer.topics?.length ?? 0,
    hasSchedule: Boolean(rotation.nextRotationTime),
    isManaged: rotation.managedRotationStatus?.state === 'ACTIVE',
  };
}

/** What the service answered of a version. */
export function versionOf(answer: ISecretVersion): SecretVersion {
  return {
    number: versionNumberOf(answer),
    createdAt: dateOf(answer.createTime) ?? new Date(0),
    state: stateOf(answer),
    isScheduled: Boolean(answer.scheduledDestroyTime),
    etag: etagOf(answer),
  };
}

/** The last part of the name. The parts before it have the project's number, whatever it was asked by. */
export function versionNumberOf({ name }: ISecretVersion): number {
  const [, number] = /\/versions\/(\d+)$/.exec(name ?? '') ?? [];
  if (number === undefined) {
    throw foreignAnswer();
  }
  return Number(number);
}

/** An empty one would compare nothing. */
function etagOf({ etag }: ISecret | ISecretVersion): string {
  if (!etag) {
    throw foreignAnswer();
  }
  return etag;
}

function foreignAnswer(): UnavailableError {
  return new UnavailableError('The answer is not one of Secret Manager');
}

function stateOf({ state }: ISecretVersion): SecretVersion['state'] {
  switch (state) {
    case 'ENABLED':
      return 'enabled';
    case 'DESTROYED':
      return 'destroyed';
    default:
      return 'disabled';
  }
}

function dateOf(time: ITimestamp | null | undefined): Date | undefined {
  return time
    ? new Date(Number(time.seconds) * 1000 + (time.nanos ?? 0) / 1_000_000)
    : undefined;
}
