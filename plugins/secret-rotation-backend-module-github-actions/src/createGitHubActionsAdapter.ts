import {
  deliveredText,
  DeliveringConsumerAdapter,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { connect } from './api/connect';
import { refusalOfRepository } from './api/refusalOfRepository';
import { writtenPlace } from './api/writtenPlace';
import { observeSecret } from './evidence/observeSecret';
import { deliverSecret } from './secrets/deliverSecret';
import { scopeOf, type SecretPlace } from './secrets/places';
import type { GitHubActionsSettings } from './settings';

/** Makes the adapter of workflows of GitHub Actions: their secrets are written, and looked at again. @internal */
export function createGitHubActionsAdapter(
  settings: GitHubActionsSettings,
  now?: () => Date,
): DeliveringConsumerAdapter<SecretPlace> {
  return new DeliveringConsumerAdapter<SecretPlace>(
    {
      effect: 'reads the new version in its next run',
      source: 'Secrets in GitHub Actions',
      scopeOf: (consumer, path) => scopeOf(settings, consumer, path),
      textOf: ({ rule }, value) =>
        deliveredText(value, rule.field, `${rule.key}.field`),
      connect: (repository, context) => connect(settings, repository, context),
      refusalOf: refusalOfRepository,
      named: writtenPlace,
      deliver: deliverSecret,
      observe: observeSecret,
    },
    now,
  );
}
