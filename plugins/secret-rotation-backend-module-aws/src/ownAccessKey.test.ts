import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { listen } from '@keyturn/dev-peers';
import { AwsSecretStore } from './AwsSecretStore';
import { contextOf } from './__testUtils__/standInScene';
import { testOptions } from './__testUtils__/testStore';

// The SDK asks the process again when less than five minutes are left.
const SOON_MS = 60_000;

describe("the store's own access key", () => {
  let folder: string;
  const before = { ...process.env };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-key-'));
  });
  afterEach(async () => {
    process.env = { ...before };
    await rm(folder, { recursive: true });
  });

  /** As an agent does: a new key in place of the old one, as a whole. */
  async function give(AccessKeyId: string): Promise<void> {
    const file = join(folder, 'key.json');
    const Expiration = new Date(Date.now() + SOON_MS).toISOString();
    await writeFile(
      `${file}.new`,
      JSON.stringify({
        Version: 1,
        AccessKeyId,
        SecretAccessKey: `of-${AccessKeyId}`,
        Expiration,
      }),
    );
    await rename(`${file}.new`, file);
  }

  it('is another one from the next request on when its credential_process gives another one', async () => {
    const keys: string[] = [];
    const server = await listen(
      createServer((incoming, outgoing) => {
        const [, key = 'none'] =
          /Credential=([^/]+)/.exec(String(incoming.headers.authorization)) ??
          [];
        keys.push(key);
        outgoing
          .writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify({ __type: 'ResourceNotFoundException' }));
      }),
    );
    const config = join(folder, 'config');
    const program = join(folder, 'key.sh');
    await writeFile(program, `#!/bin/sh\nexec cat '${folder}/key.json'\n`);
    await chmod(program, 0o700);
    await writeFile(
      config,
      `[profile keyturn]\nregion = eu-central-1\ncredential_process = ${program}\n`,
    );
    process.env.AWS_CONFIG_FILE = config;
    process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'none');
    const store = new AwsSecretStore({
      ...testOptions(server.address),
      credentials: DefaultAwsCredentialsManager.fromConfig(
        new ConfigReader({ aws: { mainAccount: { profile: 'keyturn' } } }),
      ),
    });
    try {
      for (const key of ['AKIAFIRST', 'AKIASECOND']) {
        await give(key);
        await store.describe({ path: 'payments/db' }, contextOf(1));
      }
    } finally {
      await server.close();
    }
    expect([...new Set(keys)]).toEqual(['AKIAFIRST', 'AKIASECOND']);
  });
});
