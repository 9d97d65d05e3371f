import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { withSqlServers } from '@keyturn/dev-peers';
import { rotatorsOn, TALKATIVE_AND_STRANGE } from './__conformance__/peers';

jest.setTimeout(600_000);

withSqlServers(TALKATIVE_AND_STRANGE, (server, name) =>
  rotatorsOn(name, server).forEach(describeRotator),
);
