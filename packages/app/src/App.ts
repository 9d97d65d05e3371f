import { createApp } from '@backstage/frontend-defaults';
import type { ConfigApi } from '@backstage/frontend-plugin-api';
import { features } from './features';

/** The example Backstage app. It reads the configuration that the backend put into the page, unless given a loader. */
export function createExampleApp(
  configLoader?: () => Promise<{ config: ConfigApi }>,
) {
  return createApp({ features, advanced: { configLoader } });
}
