/**
 * What the example app consists of. The plugins' new-frontend-system exports are alpha in this Backstage release
 * line; only this file imports them.
 */
import type { FrontendFeature } from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import notificationsPlugin from '@backstage/plugin-notifications/alpha';
import orgPlugin from '@backstage/plugin-org/alpha';
import signalsPlugin from '@backstage/plugin-signals/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import secretRotationPlugin from '@keyturn/backstage-plugin-secret-rotation/alpha';
import { navigation } from './navigation';
import { signIn } from './signIn';

export const features: FrontendFeature[] = [
  catalogPlugin,
  notificationsPlugin,
  orgPlugin,
  signalsPlugin,
  userSettingsPlugin,
  secretRotationPlugin,
  navigation,
  signIn,
];
