import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { withPostgres } from '@keyturn/dev-peers';
import { createPostgresWorld } from './__testUtils__/postgresWorld';

jest.setTimeout(30_000);

const postgres = withPostgres();

describeRotator('PostgreSQL with alternating users', () =>
  createPostgresWorld(postgres()),
);
