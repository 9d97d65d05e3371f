import {
  deliveredText,
  DeliveringConsumerAdapter,
  ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { refusalOfGitLabProject } from './api/refusalOfGitLabProject';
import { writtenPlace } from './api/writtenPlace';
import { observeVariable } from './evidence/observeVariable';
import type { GitLabCiSettings } from './settings';
import { requireMaskable } from './variables/attributes';
import { deliverVariable } from './variables/deliverVariable';
import { scopeOf, type VariablePlace } from './variables/places';

/** Makes the adapter of GitLab's jobs: their variables are written, and looked at again. @internal */
export function createGitLabCiAdapter(
  settings: GitLabCiSettings,
  now?: () => Date,
): DeliveringConsumerAdapter<VariablePlace> {
  const { origin, basePath, token, timeoutMs } = settings;
  return new DeliveringConsumerAdapter<VariablePlace>(
    {
      effect: 'reads the new version in its next job',
      source: 'CI/CD variables in GitLab',
      scopeOf: (consumer, path) => scopeOf(settings, consumer, path),
      textOf: (place, value) => {
        const { rule } = place;
        const text = deliveredText(value, rule.field, `${rule.key}.field`);
        if (rule.masked) requireMaskable(place, text);
        return text;
      },
      connect: async (_project, { limit, signal }) =>
        new ProviderApi({
          origin,
          basePath,
          headers: {
            accept: 'application/json',
            authorization: `Bearer ${token.reveal('value')}`,
          },
          timeoutMs,
          limit,
          signal,
        }),
      refusalOf: refusalOfGitLabProject,
      named: writtenPlace,
      deliver: deliverVariable,
      observe: observeVariable,
    },
    now,
  );
}
