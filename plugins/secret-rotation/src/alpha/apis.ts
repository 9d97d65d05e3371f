import {
  ApiBlueprint,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { SecretRotationClient } from '@keyturn/backstage-plugin-secret-rotation-common';
import { secretRotationApiRef } from '../api';

/** The client of the backend plugin, signed in as the user. @internal */
export const secretRotationApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: secretRotationApiRef,
      deps: { discovery: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discovery, fetchApi }) =>
        new SecretRotationClient({ discovery, fetch: fetchApi.fetch }),
    }),
});
