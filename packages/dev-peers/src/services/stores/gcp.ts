import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { credentials } from '@grpc/grpc-js';
import type { GcpServiceStore } from './ServiceStore';
import type { StoreReader } from './StoreReader';

const TIMEOUT_MS = 5_000;

/** Reads by Google's own client. @internal */
export function gcpReader(store: GcpServiceStore): StoreReader {
  const address = new URL(`grpc://${store.endpoint}`);
  const client = new SecretManagerServiceClient({
    apiEndpoint: address.hostname,
    port: Number(address.port),
    sslCreds: credentials.createInsecure(),
    // Else the client would look for credentials to learn it.
    clientOptions: { universeDomain: 'googleapis.com' },
  });
  const place = store.location
    ? `projects/${store.project}/locations/${store.location}`
    : `projects/${store.project}`;
  const name = `${place}/secrets/${store.path}/versions/${store.version}`;
  return {
    async readValue() {
      const [read] = await client.accessSecretVersion(
        { name },
        { timeout: TIMEOUT_MS },
      );
      const text = Buffer.from(read.payload?.data ?? '').toString('utf8');
      return {
        version: read.name?.split('/').at(-1) ?? '',
        fields: JSON.parse(text),
      };
    },
  };
}
