import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  catalog?: {
    providers?: {
      secretRotation?: {
        /**
         * Shows by name and tags, as entities `Resource` of type `secret`, what stores hold and no catalog file claims. Everybody
         * who reads the catalog sees them. Off without this key.
         */
        unmanaged?: {
          /** Who owns the entities. `secretRotation.fallbackOwner` by default. */
          owner?: string;
          /** The catalog namespace that they are in. `default` by default. */
          namespace?: string;
          /** How many there are at most, the oldest secrets first. 5000 by default. */
          limit?: number;
          /** Whether the store's tags are shown as labels of the entities. They are by default. */
          tags?: boolean;
          /** When they are looked up. Every ten minutes by default. */
          schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
        };
      };
    };
  };
}
