import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import request from 'supertest';
import { Authorization } from '../authorization/Authorization';
import { AuthorizedRotationService } from '../authorization/AuthorizedRotationService';
import { DecisionAudit } from '../authorization/DecisionAudit';
import { registerPermissions } from '../authorization/registerPermissions';
import { secretPermissionResourceRef } from '../authorization/secretPermissionRules';
import { InMemoryRotationService } from './__testUtils__/InMemoryRotationService';
import {
  BASE,
  rememberingAuditor,
  type AuditRecord,
} from './__testUtils__/startApi';
import { mountApi } from './createApiRouter';

jest.setTimeout(60_000);

/** The API in a real Backstage backend: its HTTP router with the barrier, its permission registry, its auditor's place. */
async function startBackend() {
  const records: AuditRecord[] = [];
  const service = new InMemoryRotationService();
  service.addSecret('payments-db-login', { owner: 'user:default/owner' });
  const plugin = createBackendPlugin({
    pluginId: 'secret-rotation',
    register(env) {
      env.registerInit({
        deps: {
          auth: coreServices.auth,
          auditor: coreServices.auditor,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          logger: coreServices.logger,
          permissions: coreServices.permissions,
          registry: coreServices.permissionsRegistry,
          userInfo: coreServices.userInfo,
        },
        async init(deps) {
          registerPermissions(deps.registry, service);
          const authorization = new Authorization({
            ...deps,
            settings: {
              fallbackOwner: 'group:default/platform',
              ownerCheck: true,
            },
            ruleset: deps.registry.getPermissionRuleset(
              secretPermissionResourceRef,
            ),
          });
          const audit = new DecisionAudit(deps.auditor);
          mountApi(deps.httpRouter, {
            service: new AuthorizedRotationService({
              service,
              authorization,
              audit,
            }),
            httpAuth: deps.httpAuth,
            audit,
            logger: deps.logger,
            validateResponses: true,
          });
        },
      });
    },
  });
  const { server } = await startTestBackend({
    features: [
      plugin,
      rememberingAuditor(records).factory,
      mockServices.httpAuth.factory({
        defaultCredentials: mockCredentials.none(),
      }),
    ],
  });
  return { server, records };
}

describe('the API inside a Backstage backend', () => {
  let backend: Awaited<ReturnType<typeof startBackend>>;

  beforeAll(async () => {
    backend = await startBackend();
  });

  beforeEach(() => {
    backend.records.length = 0;
  });

  it('puts a caller without credentials on record, whom the barrier would have turned away unheard', async () => {
    const response = await request(backend.server).get(`${BASE}/v1/secrets`);
    expect(response.status).toBe(401);
    expect(backend.records.map(it => [it.eventId, it.status])).toEqual([
      ['authentication', 'initiated'],
      ['authentication', 'failed'],
    ]);
  });

  it('leaves the barrier closed for everything else of the plugin', async () => {
    for (const path of [
      '/',
      '/v10',
      '/.well-known/backstage/permissions/metadata',
    ]) {
      const response = await request(backend.server).get(`${BASE}${path}`);
      expect([path, response.status]).toEqual([path, 401]);
    }
    expect(backend.records).toEqual([]);
  });

  it('answers users by the address that Backstage gives it', async () => {
    const response = await request(backend.server)
      .get(`${BASE}/v1/secrets/default/payments-db-login`)
      .set('authorization', mockCredentials.user.header('user:default/owner'));
    expect(response.status).toBe(200);
    expect(response.body.actions).toContain('start');
    expect(response.body.actions).not.toContain('enrol');
  });

  it('tells the permission framework its rules, and applies its conditions from stored facts', async () => {
    const service = mockCredentials.service.header();
    const metadata = await request(backend.server)
      .get(`${BASE}/.well-known/backstage/permissions/metadata`)
      .set('authorization', service);
    expect(
      metadata.body.rules.map((it: { name: string }) => it.name).sort(),
    ).toEqual(['IN_NAMESPACE', 'IS_OWNER', 'USES_STORE']);
    expect(
      metadata.body.permissions.map((it: { name: string }) => it.name),
    ).toContain('secret-rotation.secret.enrol');

    const condition = (id: string, owner: string) => ({
      id,
      resourceRef: 'resource:default/payments-db-login',
      resourceType: 'secret-rotation-secret',
      conditions: {
        rule: 'IS_OWNER',
        resourceType: 'secret-rotation-secret',
        params: { owners: [owner] },
      },
    });
    const applied = await request(backend.server)
      .post(`${BASE}/.well-known/backstage/permissions/apply-conditions`)
      .set('authorization', service)
      .send({
        items: [
          condition('a', 'user:default/owner'),
          condition('b', 'user:default/viewer'),
        ],
      });
    expect(applied.body).toEqual({
      items: [
        { id: 'a', result: 'ALLOW' },
        { id: 'b', result: 'DENY' },
      ],
    });
  });
});
