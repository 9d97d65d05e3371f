import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { listen } from '@keyturn/dev-peers';
import { createServer, type RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { CasMismatchError, VaultClient } from './VaultClient';
import { VaultConnection, type VaultServer } from './VaultConnection';

const context = { signal: new AbortController().signal };
const endpoint = {
  path: 'secret/data/payments/db',
  right: 'read the secret',
  policy: 'path "secret/data/payments/db" { capabilities = ["read"] }',
};

const closers: Array<() => Promise<void>> = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map(close => close()));
});

async function serve(listener: RequestListener) {
  const server = await listen(createServer(listener));
  closers.push(server.close);
  return server.address;
}

async function clientOf(
  listener: RequestListener,
  more: Partial<VaultServer> = {},
) {
  const address = await serve(listener);
  return new VaultClient(new VaultConnection({ address, ...more }), {
    token: async () => 'the-token',
    tokenAfterRefusal: async () => undefined,
  });
}

function answering(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): RequestListener {
  return (_, outgoing) => outgoing.writeHead(status, headers).end(body);
}

/** The error of a read, after a look that it shows neither token, host nor the server's words. */
async function failureOf(listener: RequestListener): Promise<Error> {
  const client = await clientOf(listener);
  const error: Error = await client.read(endpoint, context).then(
    () => {
      throw new Error('It did not fail');
    },
    thrown => thrown,
  );
  const printed = inspect(error, { depth: Infinity, showHidden: true });
  expect(printed).not.toMatch(/the-token|127\.0\.0\.1:|PROVIDER TEXT/);
  return error;
}

const providerText = JSON.stringify({ errors: ['PROVIDER TEXT'] });

describe('VaultClient', () => {
  it.each([412, 418, 429, 472, 473, 500, 502, 503])(
    'takes %d as unavailable',
    async status => {
      expect(await failureOf(answering(status, providerText))).toBeInstanceOf(
        UnavailableError,
      );
    },
  );

  it('passes on when the server wants to be asked again', async () => {
    const error = await failureOf(
      answering(429, providerText, { 'retry-after': '7' }),
    );
    expect(error).toMatchObject({ retryAfterMs: 7000 });
  });

  it('takes a connection that breaks inside an answer as unavailable', async () => {
    const error = await failureOf((_, outgoing) => {
      outgoing.writeHead(200, { 'content-length': '100' }).write('{"da');
      setImmediate(() => outgoing.destroy());
    });
    expect(error).toBeInstanceOf(UnavailableError);
  });

  it('takes an answer that is no JSON as unavailable', async () => {
    expect(
      await failureOf(answering(200, '<html>PROVIDER TEXT')),
    ).toBeInstanceOf(UnavailableError);
  });

  it('stops reading an answer that does not end', async () => {
    const error = await failureOf((_, outgoing) => {
      const pour = () => {
        while (!outgoing.destroyed && outgoing.write('x'.repeat(65_536))) {
          // until the buffer is full
        }
      };
      outgoing.on('drain', pour);
      pour();
    });
    expect(error).toBeInstanceOf(UnavailableError);
  });

  it('follows no redirect to a node that nobody named, so that the token goes to no other host', async () => {
    let asked = 0;
    const elsewhere = await serve((_, outgoing) => {
      asked += 1;
      outgoing.end('{}');
    });

    const error = await failureOf(
      answering(307, '', { location: `${elsewhere}/v1/x` }),
    );

    expect(error).toBeInstanceOf(UnavailableError);
    expect(asked).toBe(0);
  });

  it('takes 403 as a missing right and says which line of policy grants it', async () => {
    const error = await failureOf(answering(403, providerText));
    expect(error).toBeInstanceOf(PermissionDeniedError);
    expect(error).toMatchObject({
      fix: `Add to the token's policy: ${endpoint.policy}`,
    });
  });

  it('takes 404 as absent, but a missing mount as a wrong configuration', async () => {
    const client = await clientOf(answering(404, '{"errors":[]}'));
    expect(await client.read(endpoint, context)).toBeUndefined();
    expect(
      await failureOf(
        answering(404, '{"errors":["no handler for route \\"x\\""]}'),
      ),
    ).toBeInstanceOf(MisconfiguredError);
  });

  it.each([
    [
      'check-and-set parameter did not match the current version',
      CasMismatchError,
    ],
    [
      'metadata check-and-set parameter does not match the current version',
      CasMismatchError,
    ],
    ['Upgrading from non-versioned to versioned data.', UnavailableError],
    ['PROVIDER TEXT', MisconfiguredError],
  ])('takes 400 "%s" as what it means', async (text, kind) => {
    expect(
      await failureOf(answering(400, JSON.stringify({ errors: [text] }))),
    ).toBeInstanceOf(kind);
  });

  it('sends token and namespace of the entry alone, whatever VAULT_* variables say', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      VAULT_NAMESPACE: 'of-the-environment',
      VAULT_TOKEN: 'of-the-environment',
      VAULT_PREFIX: '/of-the-environment',
    });
    try {
      let seen = '';
      const client = await clientOf((incoming, outgoing) => {
        seen = JSON.stringify([incoming.url, incoming.headers]);
        outgoing.end('{"data":{}}');
      });

      await client.read(endpoint, context);

      expect(seen).not.toContain('of-the-environment');
      expect(seen).toContain('the-token');
    } finally {
      process.env = before;
    }
  });
});
