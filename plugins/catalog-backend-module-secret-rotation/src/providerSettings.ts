import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type RootConfigService,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';

const KEY = 'catalog.providers.secretRotation.unmanaged';

const SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 10 },
  initialDelay: { seconds: 30 },
  timeout: { minutes: 5 },
};

/** How the provider of unmanaged secrets works. @internal */
export interface ProviderSettings {
  /** Who owns the entities: somebody who can manage them. */
  owner: string;
  namespace: string;
  /** How many entities there are at most, the oldest secrets first. */
  limit: number;
  /** Whether the store's tags are shown as labels. */
  tags: boolean;
  schedule: SchedulerServiceTaskScheduleDefinition;
}

/**
 * Reads `catalog.providers.secretRotation.unmanaged`.
 * @returns nothing when the key is missing: then the provider is off
 * @throws Error that names key and fix
 * @internal
 */
export function readProviderSettings(
  config: RootConfigService,
): ProviderSettings | undefined {
  if (!config.has(KEY)) return undefined;
  const provider = config.getConfig(KEY);
  const owner =
    provider.getOptionalString('owner') ??
    config.getOptionalString('secretRotation.fallbackOwner');
  if (!owner)
    throw new Error(
      `${KEY}.owner is missing. Set it to the group that looks after secrets, for example group:default/platform`,
    );
  const limit = provider.getOptionalNumber('limit') ?? 5000;
  if (!Number.isInteger(limit) || limit < 1)
    throw new Error(
      `${KEY}.limit is not a number above 0. Correct it, or remove it for 5000`,
    );
  return {
    owner,
    namespace: provider.getOptionalString('namespace') ?? 'default',
    limit,
    tags: provider.getOptionalBoolean('tags') ?? true,
    schedule: provider.has('schedule')
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
          provider.getConfig('schedule'),
        )
      : SCHEDULE,
  };
}
