import { openApiDocument } from '@keyturn/backstage-plugin-secret-rotation-common';
import request from 'supertest';
import { BASE, startApi } from './__testUtils__/startApi';

jest.setTimeout(60_000);

const SECRET = '/v1/secrets/default/payments-db-login';
const REASON = { reason: 'a colleague left' };
const ENROLMENT = { ...REASON, bindingDigest: 'digest-of-the-binding' };

function world(options: Parameters<typeof startApi>[0] = {}) {
  const api = startApi(options);
  api.service.addSecret('payments-db-login', {
    owner: 'group:default/team-payments',
  });
  return api;
}

/** A world in which run 2041 of the secret is open. */
async function worldWithRun(options: Parameters<typeof startApi>[0] = {}) {
  const api = world(options);
  await api.service.startRun(
    { namespace: 'default', name: 'payments-db-login' },
    { actor: { kind: 'keyturn' } },
    { reason: 'due' },
  );
  api.service.changes.length = 0;
  return api;
}

describe('a caller without credentials', () => {
  const operations = Object.entries(openApiDocument.paths).flatMap(
    ([path, item]) =>
      Object.keys(item)
        .filter(method => method === 'get' || method === 'post')
        .map(method => [method, path] as ['get' | 'post', string]),
  );

  it.each([
    ...operations,
    ['get', '/v1/openapi.json'],
    ['get', '/v1/x'],
  ] as const)('gets 401 for %s %s, on record', async (method, path) => {
    const { app, records } = world();
    const address = `${BASE}${path
      .replace('{runId}', '1')
      .replace(/[{}]/g, '')}`;
    const response = await request(app)[method](address).send();
    expect(response.status).toBe(401);
    expect(response.body).toEqual({
      error: { name: 'AuthenticationError', message: 'Sign in first' },
    });
    expect(records.map(it => [it.eventId, it.status])).toEqual([
      ['authentication', 'initiated'],
      ['authentication', 'failed'],
    ]);
  });

  it('gets 401 for a token that nobody issued', async () => {
    const { app } = world();
    const response = await request(app)
      .get(`${BASE}/v1/secrets`)
      .set('authorization', 'Bearer forged');
    expect(response.status).toBe(401);
    expect(JSON.stringify(response.body)).not.toContain('forged');
  });
});

describe('reading', () => {
  it.each(['owner', 'viewer', 'platform', 'service'])(
    'is open to every authenticated caller: %s',
    async who => {
      const { as } = await worldWithRun();
      for (const path of [
        '/v1/secrets',
        SECRET,
        `${SECRET}/runs`,
        '/v1/runs/2041',
        '/v1/runs/2041/events',
        '/v1/configuration',
        '/v1/openapi.json',
      ]) {
        const response = await as(who).get(path);
        expect([path, response.status]).toEqual([path, 200]);
      }
    },
  );
});

describe('what nobody manages', () => {
  function inventoried(options: Parameters<typeof startApi>[0] = {}) {
    const api = world(options);
    api.service.inventoried = ['aws-prod', 'vault-prod'];
    return api;
  }

  it.each([
    ['viewer', 403, 'This needs the permission secret-rotation.unmanaged.read'],
    ['owner', 403, 'This needs the permission secret-rotation.unmanaged.read'],
    ['platform', 200, undefined],
    ['service', 200, undefined],
  ])('has no owner, so %s gets %d', async (who, status, message) => {
    const response = await inventoried().as(who).get('/v1/unmanaged');
    expect([response.status, response.body.error?.message]).toEqual([
      status,
      message,
    ]);
  });

  it('shows the stores alone that a policy names', async () => {
    const { as } = inventoried({
      ownerCheck: false,
      policy: name =>
        name === 'secret-rotation.unmanaged.read'
          ? {
              result: 'CONDITIONAL',
              pluginId: 'secret-rotation',
              resourceType: 'secret-rotation-secret',
              conditions: {
                rule: 'USES_STORE',
                resourceType: 'secret-rotation-secret',
                params: { stores: ['aws-prod'] },
              },
            }
          : { result: 'ALLOW' },
    });
    const { body } = await as('viewer').get('/v1/unmanaged');
    expect(body.stores.map((it: { store: string }) => it.store)).toEqual([
      'aws-prod',
    ]);
  });

  it('is an empty list to everybody where no store is walked', async () => {
    const { as } = world();
    const { status, body } = await as('viewer').get('/v1/unmanaged');
    expect([status, body.items]).toEqual([200, []]);
  });

  it('passes on what narrows the list', async () => {
    const { as } = inventoried();
    const bad = await as('platform').get('/v1/unmanaged?limit=500');
    expect(bad.status).toBe(400);
    const { body } = await as('platform').get('/v1/unmanaged');
    expect(body.stores).toHaveLength(2);
  });
});

describe('acting on runs', () => {
  it.each([
    [`${SECRET}/plan`, {}, 200],
    [`${SECRET}/runs`, REASON, 201],
  ])(
    'is the owner\u2019s and the fallback owner\u2019s: POST %s',
    async (path, body, ok) => {
      for (const [who, status] of [
        ['viewer', 403],
        ['service', 403],
        ['owner', ok],
      ] as const) {
        const { as } = world();
        expect((await as(who).post(path, body)).status).toBe(status);
      }
      expect((await world().as('platform').post(path, body)).status).toBe(ok);
    },
  );

  it.each(['cancel', 'rollback', 'recheck', 'complete', 'adopt', 'retry'])(
    'is the owner\u2019s and the fallback owner\u2019s: %s',
    async verb => {
      const { as, service } = await worldWithRun();
      const path = `/v1/runs/2041/${verb}`;
      expect((await as('viewer').post(path, REASON)).status).toBe(403);
      expect((await as('service').post(path, REASON)).status).toBe(403);
      expect(service.changes).toEqual([]);
      expect((await as('owner').post(path, REASON)).status).toBe(200);
      expect((await as('platform').post(path, REASON)).status).toBe(200);
      expect(service.changes.map(it => it.what)).toEqual([verb, verb]);
    },
  );

  it('is recorded under the name of who asked, not of what the request says', async () => {
    const { as, service } = world();
    await as('owner').post(`${SECRET}/runs`, REASON);
    expect(service.changes[0].caller).toEqual({
      actor: { kind: 'user', ref: 'user:default/owner' },
    });
  });

  it('is nobody\u2019s but the fallback owner\u2019s where the secret has no owner', async () => {
    const api = startApi();
    api.service.addSecret('orphan');
    const path = '/v1/secrets/default/orphan/runs';
    expect((await api.as('owner').post(path, REASON)).status).toBe(403);
    expect((await api.as('platform').post(path, REASON)).status).toBe(201);
  });
});

describe('releasing vanished consumers', () => {
  const path = '/v1/runs/2041/release';
  const body = { ...REASON, consumers: ['component:default/ledger'] };

  it('is the fallback owner\u2019s, and names who is let go', async () => {
    const { as, service } = await worldWithRun();
    expect((await as('platform').post(path, body)).status).toBe(200);
    expect(service.changes).toMatchObject([{ what: 'release', detail: body }]);
  });

  it.each(['owner', 'viewer', 'service'])(
    'is refused to the %s: who edits a catalog file must not cut a consumer off',
    async who => {
      const { as, service } = await worldWithRun();
      expect((await as(who).post(path, body)).status).toBe(403);
      expect(service.changes).toEqual([]);
    },
  );

  it('without saying of whom is refused: that nobody uses the secret is said by an empty list', async () => {
    const { as, service } = await worldWithRun();
    expect((await as('platform').post(path, REASON)).status).toBe(400);
    expect(service.changes).toEqual([]);
    const nobody = { ...REASON, consumers: [] };
    expect((await as('owner').post(path, nobody)).status).toBe(403);
    expect((await as('platform').post(path, nobody)).status).toBe(200);
    expect(service.changes).toMatchObject([
      { what: 'release', detail: nobody },
    ]);
  });
});

describe('enrolling', () => {
  it('is the fallback owner\u2019s', async () => {
    const { as, service } = world();
    const response = await as('platform').post(`${SECRET}/enrol`, ENROLMENT);
    expect(response.status).toBe(200);
    expect(service.changes.map(it => it.what)).toEqual(['enrol']);
  });

  it.each(['owner', 'viewer', 'service'])(
    'is refused to the %s: owning the entity is no enrolment',
    async who => {
      const { as, service } = world();
      const response = await as(who).post(`${SECRET}/enrol`, ENROLMENT);
      expect(response.status).toBe(403);
      expect(response.body.error).toEqual({
        name: 'NotAllowedError',
        message:
          'This needs the permission secret-rotation.secret.enrol for this secret',
      });
      expect(service.changes).toEqual([]);
    },
  );
});

describe('the permission framework', () => {
  it('can refuse what the owner check allows', async () => {
    const { as } = world({
      policy: name => ({
        result: name.endsWith('.start') ? 'DENY' : 'ALLOW',
      }),
    });
    const owner = as('owner');
    expect((await owner.post(`${SECRET}/runs`, REASON)).status).toBe(403);
    expect((await owner.post(`${SECRET}/plan`, {})).status).toBe(200);
  });

  it('cannot allow what the owner check refuses', async () => {
    const { as } = world({ policy: () => ({ result: 'ALLOW' }) });
    const response = await as('viewer').post(`${SECRET}/runs`, REASON);
    expect(response.status).toBe(403);
  });

  it('decides alone about users where the operator switched the owner check off', async () => {
    const { as } = world({ ownerCheck: false });
    const path = `${SECRET}/runs`;
    expect((await as('service').post(path, REASON)).status).toBe(403);
    expect((await as('viewer').post(path, REASON)).status).toBe(201);
  });

  it('narrows lists by its conditions and refuses the rows outside them', async () => {
    const { as, service } = world({
      policy: () => ({
        result: 'CONDITIONAL',
        pluginId: 'secret-rotation',
        resourceType: 'secret-rotation-secret',
        conditions: {
          allOf: [
            {
              rule: 'IS_OWNER',
              resourceType: 'secret-rotation-secret',
              params: { owners: ['Group:default/Team-Payments'] },
            },
            {
              not: {
                rule: 'USES_STORE',
                resourceType: 'secret-rotation-secret',
                params: { stores: ['aws-prod'] },
              },
            },
          ],
        },
      }),
    });
    service.addSecret('orders-db-login', {
      owner: 'group:default/team-orders',
    });
    service.addSecret('payments-api-key', {
      owner: 'group:default/team-payments',
      store: 'aws-prod',
    });
    const list = await as('owner').get('/v1/secrets');
    expect(list.body.items.map((it: { name: string }) => it.name)).toEqual([
      'payments-db-login',
    ]);
    expect((await as('owner').get(SECRET)).status).toBe(200);
    for (const name of ['orders-db-login', 'payments-api-key']) {
      const response = await as('owner').get(`/v1/secrets/default/${name}`);
      expect(response.status).toBe(403);
    }
  });

  it('refuses the list, instead of an empty one, to who may read nothing', async () => {
    const { as } = world({ policy: () => ({ result: 'DENY' }) });
    for (const path of ['/v1/secrets', SECRET, '/v1/configuration']) {
      expect((await as('platform').get(path)).status).toBe(403);
    }
  });

  it('refuses everything when its conditions cannot be understood', async () => {
    const { as, lines } = world({
      policy: () => ({
        result: 'CONDITIONAL',
        pluginId: 'secret-rotation',
        resourceType: 'secret-rotation-secret',
        conditions: {
          rule: 'IS_OWNER',
          resourceType: 'secret-rotation-secret',
        },
      }),
    });
    for (const path of ['/v1/secrets', SECRET]) {
      expect((await as('platform').get(path)).status).toBe(500);
    }
    expect(lines).toHaveLength(2);
  });

  it('is asked once for a whole page', async () => {
    const { as, service, permissions } = world();
    for (let i = 0; i < 50; i++) service.addSecret(`secret-${i}`);
    const response = await as('owner').get('/v1/secrets');
    expect(response.body.items).toHaveLength(51);
    expect(permissions.authorizeConditional).toHaveBeenCalledTimes(1);
  });
});

describe('secrets of an entity', () => {
  it('that the caller may not read are only counted', async () => {
    const { as, service } = world({
      policy: () => ({
        result: 'CONDITIONAL',
        pluginId: 'secret-rotation',
        resourceType: 'secret-rotation-secret',
        conditions: {
          rule: 'IN_NAMESPACE',
          resourceType: 'secret-rotation-secret',
          params: { namespaces: ['default'] },
        },
      }),
    });
    const hidden = service.addSecret('cards-key', { namespace: 'pci' });
    service.addDependency('component:default/checkout', [
      'resource:default/payments-db-login',
      hidden.entityRef,
    ]);
    const response = await as('owner').get(
      '/v1/entities/Component/default/Checkout/secrets',
    );
    expect(response.status).toBe(200);
    expect(response.body.hidden).toBe(1);
    expect(response.body.items).toHaveLength(1);
    expect(response.text).not.toContain('cards-key');
  });
});

describe('the actions in an answer', () => {
  it.each([
    ['viewer', []],
    ['service', []],
    [
      'owner',
      [
        'plan',
        'start',
        'complete',
        'adopt',
        'retry',
        'recheck',
        'rollback',
        'cancel',
      ],
    ],
    [
      'platform',
      [
        'plan',
        'start',
        'enrol',
        'complete',
        'adopt',
        'retry',
        'release',
        'recheck',
        'rollback',
        'cancel',
      ],
    ],
  ])('are only those that the caller may take: %s', async (who, actions) => {
    const { as } = await worldWithRun();
    const { body: list } = await as(who).get('/v1/secrets');
    const { body: secret } = await as(who).get(SECRET);
    const { body: runs } = await as(who).get(`${SECRET}/runs`);
    const { body: run } = await as(who).get('/v1/runs/2041');
    for (const subject of [
      list.items[0],
      list.items[0].openRun,
      secret,
      secret.openRun,
      secret.lastRun,
      runs.items[0],
      run,
    ]) {
      expect(subject.actions).toEqual(actions);
    }
  });
});

describe('the record of decisions', () => {
  it('is opened before the check and closed with the refusal', async () => {
    const { as, records } = world();
    await as('viewer').post(`${SECRET}/runs`, REASON);
    expect(records).toEqual([
      {
        eventId: 'run-start',
        severityLevel: 'high',
        meta: {
          permission: 'secret-rotation.secret.start',
          entityRef: 'resource:default/payments-db-login',
        },
        status: 'initiated',
      },
      expect.objectContaining({
        eventId: 'run-start',
        status: 'failed',
        error: expect.objectContaining({ name: 'NotAllowedError' }),
      }),
    ]);
  });

  it('is kept of refused reads too, which successful reads are not', async () => {
    const { as, records } = world({ policy: () => ({ result: 'DENY' }) });
    await as('viewer').get(SECRET);
    expect(records.map(it => [it.severityLevel, it.status])).toEqual([
      ['low', 'initiated'],
      ['low', 'failed'],
      ['medium', 'initiated'],
      ['medium', 'failed'],
    ]);
  });

  it.each([
    ['post', `${SECRET}/plan`, 'secret-plan', 'medium'],
    ['post', `${SECRET}/enrol`, 'secret-enrol', 'critical'],
    ['post', '/v1/runs/2041/cancel', 'run-cancel', 'high'],
    ['post', '/v1/runs/2041/rollback', 'run-rollback', 'high'],
    ['post', '/v1/runs/2041/recheck', 'run-recheck', 'medium'],
    ['post', '/v1/runs/2041/complete', 'run-complete', 'high'],
    ['post', '/v1/runs/2041/adopt', 'run-adopt', 'high'],
    ['post', '/v1/runs/2041/retry', 'run-retry', 'high'],
    ['post', '/v1/runs/2041/release', 'run-release', 'critical'],
    ['get', SECRET, 'secret-read', 'low'],
    ['get', '/v1/runs/2041', 'run-read', 'low'],
    ['get', '/v1/secrets', 'secret-list', 'low'],
    ['get', '/v1/configuration', 'configuration-read', 'low'],
  ] as const)('%s %s is %s, %s', async (method, path, eventId, severity) => {
    const { as, records } = await worldWithRun();
    const bodies: Record<string, object> = {
      plan: {},
      enrol: ENROLMENT,
      release: { ...REASON, consumers: ['component:default/ledger'] },
    };
    const body = bodies[path.split('/').at(-1) ?? ''] ?? REASON;
    const response =
      method === 'get'
        ? await as('platform').get(path)
        : await as('platform').post(path, body);
    expect(response.status).toBe(200);
    expect(
      records.map(it => [it.eventId, it.severityLevel, it.status]),
    ).toEqual([
      [eventId, severity, 'initiated'],
      [eventId, severity, 'succeeded'],
    ]);
  });

  it('holds no text of a failure', async () => {
    const { as, records, service } = world();
    service.failure = new Error(
      'password authentication failed for pg.internal',
    );
    await as('owner').post(`${SECRET}/runs`, REASON);
    const [, failed] = records;
    expect(failed.status).toBe('failed');
    expect(`${failed.error?.message} ${failed.error?.stack}`).not.toContain(
      'pg.internal',
    );
  });

  it('comes before the deed: no record, no start', async () => {
    const { as, service, records } = world();
    records.push = () => {
      throw new Error('the auditor is down');
    };
    const response = await as('owner').post(`${SECRET}/runs`, REASON);
    expect(response.status).toBe(500);
    expect(service.changes).toEqual([]);
  });
});
