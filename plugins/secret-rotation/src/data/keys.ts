import type {
  SecretFilter,
  SecretName,
  UnmanagedFilter,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** First part of the key of everything that a change may have touched. @internal */
export const LIVE = 'secret-rotation';

/** What each read is remembered under. @internal */
export const queryKeys = {
  secrets: (filter: SecretFilter) => [LIVE, 'secrets', filter] as const,
  secret: ({ namespace, name }: SecretName) =>
    [LIVE, 'secret', namespace, name] as const,
  entitySecrets: (entityRef: string) => [LIVE, 'entity', entityRef] as const,
  run: (runId: number) => [LIVE, 'run', runId] as const,
  runs: ({ namespace, name }: SecretName) =>
    [LIVE, 'runs', namespace, name] as const,
  runEvents: (runId: number) => [LIVE, 'run-events', runId] as const,
  unmanaged: (filter: UnmanagedFilter) => [LIVE, 'unmanaged', filter] as const,
  configuration: () => [LIVE, 'configuration'] as const,
};
