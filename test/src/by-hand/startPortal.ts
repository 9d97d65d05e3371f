import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import secretRotationPlugin from '@keyturn/backstage-plugin-secret-rotation-backend';
import httpModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-http';
import manualModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-manual';
import vaultModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-vault';
import { secretEntities } from '../portal-process';
import { replicaConfiguration } from '../replicas/world/configuration';
import { PAYMENTS } from '../replicas/world/secrets';
import type { Peers } from '../replicas/world/startPeers';

/** Who the task is for. She has no right on the secret otherwise. */
export const ANA = 'user:default/ana';
/** Who owns the secret. */
export const BEN = 'user:default/ben';

/** The portal of the replica tests in this process, where people can sign in, and where a person changes the login. */
export function startPortal(peers: Peers): Promise<TestBackend> {
  const { secretRotation } = replicaConfiguration(peers, 'not used', {
    leaseSeconds: 10,
    labels: [],
  });
  const { vault } = secretRotation.stores;
  const { replicas } = secretRotation.policies;
  return startTestBackend({
    features: [
      secretRotationPlugin,
      vaultModule,
      manualModule,
      httpModule,
      // That of the test utilities runs a task once.
      schedulerServiceFactory,
      catalogServiceMock.factory({ entities: entitiesOfBen() }),
      mockServices.rootConfig.factory({
        data: {
          secretRotation: {
            ...secretRotation,
            stores: { vault: { ...vault, cli: 'bao' } },
            rotators: {
              'partner-portal': {
                kind: 'manual',
                overlap: 'single',
                assignee: ANA,
                field: 'password',
                allow: ['payments-*'],
                tasks: {
                  activate: {
                    title: 'Change the password of {name}',
                    instructions: 'At the partner, then in the store.',
                  },
                  revoke: {
                    title: 'See that the old password is gone',
                    instructions: 'At the partner.',
                  },
                },
              },
            },
            policies: { replicas: { ...replicas, interruption: 'accept' } },
            worker: { ...secretRotation.worker, labels: [] },
            enrolment: [
              {
                namespaces: ['default'],
                stores: ['vault'],
                rotators: ['partner-portal'],
              },
            ],
          },
        },
      }),
    ],
  });
}

function entitiesOfBen() {
  return secretEntities({
    name: PAYMENTS.name,
    owner: BEN,
    rotation: {
      store: 'vault',
      path: PAYMENTS.path,
      rotator: 'partner-portal',
      policy: 'replicas',
      options: { name: 'payments-login' },
    },
    consumers: PAYMENTS.consumers,
  });
}
