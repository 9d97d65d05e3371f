import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { dirname, join } from 'node:path';
import type { ServiceDefinition } from '@grpc/grpc-js';

const SERVICE = 'google.cloud.secretmanager.v1.SecretManagerService';

/** The service as the `.proto` files describe it that Google's own client ships. */
export function secretManagerService(): ServiceDefinition {
  const client = dirname(
    require.resolve('@google-cloud/secret-manager/package.json'),
  );
  // The common files (google/api, google/iam) lie with the library below the client, in that client's own version.
  const gax = dirname(require.resolve('google-gax', { paths: [client] }));
  const definition = loadSync('google/cloud/secretmanager/v1/service.proto', {
    includeDirs: [join(client, 'build/protos'), join(gax, '../protos')],
    longs: String,
    enums: String,
    arrays: true,
    objects: true,
  });
  const service = SERVICE.split('.').reduce<unknown>(
    (at, name) => Reflect.get(Object(at), name),
    loadPackageDefinition(definition),
  );
  const { service: described } = service as { service: ServiceDefinition };
  return described;
}
