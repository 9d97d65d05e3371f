import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { openApiDocument } from '@keyturn/backstage-plugin-secret-rotation-common';
import request from 'supertest';
import { BASE, startApi } from './__testUtils__/startApi';

jest.setTimeout(60_000);

const SECRET = '/v1/secrets/default/payments-db-login';
const REASON = { reason: 'a colleague left' };

function world() {
  const api = startApi();
  api.service.addSecret('payments-db-login', {
    owner: 'group:default/team-payments',
  });
  return api;
}

describe('a malformed request', () => {
  it.each([
    ['without a reason', {}, 'reason'],
    ['with a short reason', { reason: 'x' }, 'reason'],
    ['with a blank reason', { reason: '     ' }, 'reason'],
    ['with a long reason', { reason: 'x'.repeat(501) }, 'reason'],
    ['with a reason of another type', { reason: 7 }, 'reason'],
    ['with an unknown kind', { ...REASON, kind: 'rotat' }, 'kind'],
    ['with an unknown cause', { ...REASON, cause: 'stolen' }, 'cause'],
    ['with an unknown field', { ...REASON, force: true }, 'force'],
  ])('%s gets 400 that names the field', async (_, body, field) => {
    const { as, service } = world();
    const response = await as('owner').post(`${SECRET}/runs`, body);
    expect(response.status).toBe(400);
    expect(response.body.error).toMatchObject({ name: 'InputError', field });
    expect(response.body.error.message).toContain(field);
    expect(service.changes).toEqual([]);
  });

  it.each([
    ['/v1/secrets?limit=many', 'limit'],
    ['/v1/secrets?limit=0', 'limit'],
    ['/v1/secrets?limit=201', 'limit'],
    ['/v1/secrets?badge=fine', 'badge'],
    ['/v1/secrets?owner=', 'owner'],
    ['/v1/secrets?owner=a&owner=b', 'owner'],
    ['/v1/secrets?owner[x]=a', 'owner'],
    ['/v1/secrets?ownr=group:default/x', 'ownr'],
    ['/v1/runs/first', 'runId'],
    ['/v1/runs/0', 'runId'],
    [`/v1/secrets/default/${'x'.repeat(64)}`, 'name'],
  ])('GET %s gets 400 that names %s', async (path, field) => {
    const response = await world().as('owner').get(path);
    expect(response.status).toBe(400);
    expect(response.body.error.field).toBe(field);
  });

  it('with a short idempotency key gets 400 that names the header', async () => {
    const { as } = world();
    const response = await as('owner')
      .post(`${SECRET}/runs`, REASON)
      .set('Idempotency-Key', 'short');
    expect(response.status).toBe(400);
    expect(response.body.error.field).toBe('Idempotency-Key');
  });

  it.each([
    ['broken JSON', 'application/json', '{"reason": ', 400],
    ['another media type', 'text/plain', 'because', 415],
    ['too much', 'application/json', `{"reason":"${'x'.repeat(20_000)}"}`, 413],
    ['a list', 'application/json', '[]', 400],
    ['nothing', 'application/json', '', 400],
  ])('with a body of %s names the body', async (_, type, body, status) => {
    const response = await world()
      .as('owner')
      .post(`${SECRET}/runs`)
      .set('Content-Type', type)
      .send(body);
    expect(response.status).toBe(status);
    expect(['body', 'reason']).toContain(response.body.error.field);
  });

  it('does not get its values back', async () => {
    const { as } = world();
    const response = await as('owner').post(`${SECRET}/runs`, {
      reason: 5,
      kind: 'hunter2',
    });
    expect(response.text).not.toContain('hunter2');
  });

  it('may consist of no body where none is needed', async () => {
    const response = await world().as('owner').post(`${SECRET}/plan`);
    expect(response.status).toBe(200);
  });
});

describe('an answer', () => {
  it('is 404 for what does not exist, before the owner is looked at', async () => {
    const { as } = world();
    for (const path of [
      '/v1/secrets/default/nothing',
      '/v1/runs/99',
      '/v1/x',
    ]) {
      const response = await as('viewer').get(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(response.body.error.name).toBe('NotFoundError');
    }
  });

  it('is 405 for a method that an address does not have', async () => {
    expect((await world().as('owner').post('/v1/secrets', {})).status).toBe(
      405,
    );
  });

  it('is 409 with the open run for a second start', async () => {
    const { as } = world();
    const first = await as('owner').post(`${SECRET}/runs`, REASON);
    expect(first.status).toBe(201);
    const second = await as('owner').post(`${SECRET}/runs`, REASON);
    expect(second.status).toBe(409);
    expect(second.body).toEqual({
      error: {
        name: 'ConflictError',
        message: 'R-2041 is open already',
        openRun: 2041,
      },
    });
  });

  it.each([
    [new ConflictError('revoke has begun'), 409, 'revoke has begun'],
    [new NotFoundError('no such run'), 404, 'no such run'],
    [new InputError('the cursor is no cursor'), 400, 'the cursor is no cursor'],
  ])(
    'passes on what the service refuses: %s',
    async (failure, status, message) => {
      const { as, service } = world();
      service.failure = failure;
      const response = await as('owner').post(`${SECRET}/plan`, {});
      expect(response.status).toBe(status);
      expect(response.body.error.message).toBe(message);
    },
  );

  it('to a fault of ours shows no text of it, and neither does the log', async () => {
    const { as, service, lines } = world();
    service.failure = Object.assign(
      new Error('connect ECONNREFUSED pg.internal:5432 password=hunter2'),
      { code: 'ECONNREFUSED', status: 404, body: 'hunter2' },
    );
    const response = await as('owner').post(`${SECRET}/plan`, {});
    expect(response.status).toBe(500);
    expect(response.body).toEqual({
      error: {
        name: 'Error',
        message: 'Something went wrong in the backend. Its log tells more',
      },
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('ECONNREFUSED');
    expect(lines[0]).not.toMatch(/pg\.internal|hunter2|\.ts/);
  });

  it('to an error that only bears the name of ours shows no text of it', async () => {
    const { as, service } = world();
    service.failure = Object.assign(new Error('hunter2'), {
      name: 'NotFoundError',
    });
    const response = await as('owner').post(`${SECRET}/plan`, {});
    expect(response.status).toBe(500);
    expect(response.text).not.toContain('hunter2');
  });
});

describe('a request', () => {
  it('hands its idempotency key and kind on', async () => {
    const { as, service } = world();
    await as('owner')
      .post(`${SECRET}/runs`, { ...REASON, kind: 'repair' })
      .set('Idempotency-Key', 'click-0001');
    expect(service.changes[0].detail).toEqual({
      reason: 'a colleague left',
      kind: 'repair',
      idempotencyKey: 'click-0001',
    });
  });

  it('hands its filter on with the types and defaults of the document', async () => {
    const { as, service } = world();
    const seen = jest.spyOn(service, 'listSecrets');
    await as('owner').get('/v1/secrets?limit=7&owner=group%3Adefault%2Fx');
    await as('owner').get('/v1/secrets');
    expect(seen.mock.calls).toEqual([
      [{ limit: 7, owner: 'group:default/x', scope: { kind: 'all' } }],
      [{ limit: 50, scope: { kind: 'all' } }],
    ]);
  });

  it('finds a secret whatever the case of its name', async () => {
    const response = await world()
      .as('owner')
      .get('/v1/secrets/Default/Payments-DB-login');
    expect(response.status).toBe(200);
  });

  it('outside /v1 is left to the neighbours', async () => {
    const { app } = world();
    for (const path of ['/', '/.well-known/x', '/v10/secrets']) {
      expect((await request(app).get(`${BASE}${path}`)).status).toBe(418);
    }
  });
});

describe('the document', () => {
  it('is served as it is', async () => {
    const response = await world().as('viewer').get('/v1/openapi.json');
    expect(response.body).toEqual(JSON.parse(JSON.stringify(openApiDocument)));
  });
});
