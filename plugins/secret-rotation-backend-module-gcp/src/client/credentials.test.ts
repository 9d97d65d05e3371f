import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Caller } from './Caller';
import { authorise, connect } from './connect';
import { SECRET_RIGHTS } from './rights';
import { WriteBudget } from './WriteBudget';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };
const SUBJECT_TOKEN = 'of-the-platform';
const connection = { project: 'payments-prod' };

/** Whoever gives tokens for what the platform says of itself, as in a cluster outside of Google. */
describe('application-default credentials', () => {
  const environment = { ...process.env };
  let folder: string;
  let server: Server;
  let answer: { status: number; body: object };
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      asked.push(Buffer.concat(parts).toString());
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    folder = await mkdtemp(join(tmpdir(), 'keyturn-gcp-'));
    await writeFile(join(folder, 'token'), SUBJECT_TOKEN);
    const file = join(folder, 'credentials.json');
    await writeFile(
      file,
      JSON.stringify({
        type: 'external_account',
        audience: '//iam.googleapis.com/projects/1/locations/global/x',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_url: `http://127.0.0.1:${port}/token`,
        credential_source: { file: join(folder, 'token') },
      }),
    );
    process.env.GOOGLE_APPLICATION_CREDENTIALS = file;
    // Jest cannot load the fetch that Google's library imports; the platform's stands in, found where browsers have it.
    Object.assign(globalThis, { window: { fetch } });
  });
  afterEach(async () => {
    process.env = { ...environment };
    Reflect.deleteProperty(globalThis, 'window');
    server.close();
    await rm(folder, { recursive: true });
  });

  const failure = () => {
    const caller = new Caller(connection, new WriteBudget(600, Date.now));
    return caller
      .read(SECRET_RIGHTS.get, context, async () => 'sent')
      .then(
        () => undefined,
        thrown => thrown,
      );
  };

  it('are used where the entry names no key file, and a token is asked for once', async () => {
    answer = {
      status: 200,
      body: { access_token: 'given', expires_in: 3600, token_type: 'Bearer' },
    };
    const client = await connect(connection);

    await authorise(client, connection);
    await authorise(client, connection);

    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain(SUBJECT_TOKEN);
    const headers = await client.auth.getRequestHeaders();
    expect(headers.get('authorization')).toBe('Bearer given');
    await client.close();
  });

  it('that are not accepted any more are no outage of Secret Manager', async () => {
    answer = {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'PROVIDER TEXT' },
    };

    const error = await failure();

    expect(error).toMatchObject({
      name: 'PermissionDeniedError',
      message: "The store's credentials are not accepted",
    });
    expect(inspect(error, { depth: Infinity })).not.toMatch(
      /PROVIDER TEXT|of-the-platform/,
    );
  });

  it('that cannot be asked for now are asked for later', async () => {
    answer = { status: 503, body: {} };
    expect(await failure()).toMatchObject({ name: 'UnavailableError' });

    answer = {
      status: 200,
      body: { access_token: 'given', expires_in: 3600, token_type: 'Bearer' },
    };
    expect(await failure()).toBeUndefined();
  });
});
