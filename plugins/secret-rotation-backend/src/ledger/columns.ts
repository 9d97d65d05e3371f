import type {
  AuditRow,
  ConsumerRow,
  InventoryRow,
  NoticeRow,
  RunRow,
  SecretRow,
  StepRow,
  VersionRow,
  WalkRow,
  WorkerRow,
} from './rows';

/** A row as the driver returns it. PostgreSQL answers bigint columns as text. */
export type DbRow = Record<string, unknown>;

/** How a property is kept in a column. */
type Kind = 'text' | 'number' | 'json';
type Columns<T> = Readonly<Record<keyof T & string, Kind>>;

/** Turns rows of one table into plain values of ours and back. Absent values are `null` in the database. */
export interface Mapper<T> {
  fromDb(row: DbRow): T;
  toDb(value: Partial<T>): DbRow;
}

function columnName(property: string): string {
  return property.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function createMapper<T>(columns: Columns<T>): Mapper<T> {
  const entries = Object.entries<Kind>(columns).map(
    ([property, kind]) => [property, columnName(property), kind] as const,
  );
  return {
    fromDb(row) {
      const value: Record<string, unknown> = {};
      for (const [property, column, kind] of entries) {
        const raw = row[column];
        if (raw === null || raw === undefined) continue;
        if (kind === 'number') value[property] = Number(raw);
        else if (kind === 'json') value[property] = JSON.parse(String(raw));
        else value[property] = String(raw);
      }
      return value as T;
    },
    toDb(value) {
      const row: DbRow = {};
      for (const [property, column, kind] of entries) {
        if (!(property in value)) continue;
        const part = (value as Record<string, unknown>)[property];
        if (part === undefined) row[column] = null;
        else row[column] = kind === 'json' ? JSON.stringify(part) : part;
      }
      return row;
    },
  };
}

export const secretRows = createMapper<SecretRow>({
  id: 'number',
  entityRef: 'text',
  namespace: 'text',
  name: 'text',
  title: 'text',
  owner: 'text',
  system: 'text',
  store: 'text',
  path: 'text',
  rotator: 'text',
  policy: 'text',
  options: 'json',
  binding: 'text',
  problem: 'json',
  bindingHash: 'text',
  enrolledHash: 'text',
  lastVersion: 'number',
  currentVersion: 'number',
  enrolledAt: 'number',
  rotatedAt: 'number',
  firstRotatedAt: 'number',
  renewAt: 'number',
  renewBecause: 'text',
  dueAt: 'number',
  dueBecause: 'text',
  retryAt: 'number',
  dispatchAt: 'number',
  dispatchBecause: 'text',
  scheduleKey: 'text',
  consumerCount: 'number',
  seenAt: 'number',
  lookedAt: 'number',
});

export const versionRows = createMapper<VersionRow>({
  secretId: 'number',
  number: 'number',
  state: 'text',
  account: 'text',
  storeIds: 'json',
  createdAt: 'number',
  currentAt: 'number',
  previousAt: 'number',
  backAt: 'number',
  revokedAt: 'number',
  destroyedAt: 'number',
  outOfBandAt: 'number',
});

export const consumerRows = createMapper<ConsumerRow>({
  secretId: 'number',
  entityRef: 'text',
  name: 'text',
  namespace: 'text',
  title: 'text',
  owner: 'text',
  lifecycle: 'text',
  labels: 'json',
  annotations: 'json',
  entry: 'text',
});

const runMapper = createMapper<RunRow>({
  id: 'number',
  secretId: 'number',
  kind: 'text',
  direction: 'text',
  state: 'text',
  step: 'text',
  wave: 'number',
  waves: 'number',
  tries: 'number',
  stepVersion: 'number',
  ending: 'text',
  trigger: 'text',
  cause: 'text',
  reason: 'text',
  requestedBy: 'json',
  idempotencyKey: 'text',
  policy: 'json',
  pins: 'json',
  needs: 'json',
  gates: 'json',
  turn: 'json',
  decision: 'json',
  result: 'text',
  epoch: 'number',
  worker: 'text',
  nextAt: 'number',
  createdAt: 'number',
  overlapFrom: 'number',
  convergenceMs: 'number',
  closedAt: 'number',
});

export const runRows: Mapper<RunRow> = {
  toDb: runMapper.toDb,
  fromDb: row => ({
    ...runMapper.fromDb(row),
    gates: runMapper.fromDb(row).gates ?? [],
  }),
};

export const stepRows = createMapper<StepRow>({
  runId: 'number',
  direction: 'text',
  step: 'text',
  wave: 'number',
  state: 'text',
  tries: 'number',
  startedAt: 'number',
  endedAt: 'number',
  evidence: 'json',
});

export const workerRows = createMapper<WorkerRow>({
  name: 'text',
  labels: 'json',
  stepVersion: 'number',
  seenAt: 'number',
  credentials: 'json',
});

export const auditRows = createMapper<AuditRow>({
  id: 'number',
  at: 'number',
  action: 'text',
  actor: 'json',
  secretRef: 'text',
  runId: 'number',
  step: 'text',
  detail: 'json',
});

export const inventoryRows = createMapper<InventoryRow>({
  id: 'number',
  store: 'text',
  path: 'text',
  createdAt: 'number',
  changedAt: 'number',
  ageKey: 'number',
  tags: 'json',
  seenAt: 'number',
});

export const walkRows = createMapper<WalkRow>({
  store: 'text',
  cursor: 'text',
  startedAt: 'number',
  finishedAt: 'number',
  found: 'number',
  problem: 'json',
  nextAt: 'number',
});

export const noticeRows = createMapper<NoticeRow>({
  scope: 'text',
  secretId: 'number',
  runId: 'number',
  recipient: 'text',
  told: 'number',
  toldAt: 'number',
  tries: 'number',
  tryAt: 'number',
  epoch: 'number',
  settledAt: 'number',
});
