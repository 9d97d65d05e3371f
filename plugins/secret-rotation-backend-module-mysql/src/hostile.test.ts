import {
  describeHostileTexts,
  HOSTILE_SIGNS,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { forManyTexts, withSqlServers } from '@keyturn/dev-peers';
import { rotatorsOn, TALKATIVE_AND_STRANGE } from './__conformance__/peers';

jest.setTimeout(180_000);

withSqlServers(TALKATIVE_AND_STRANGE, (server, name) =>
  rotatorsOn(name, server).forEach(peer =>
    describeHostileTexts(peer, forManyTexts(HOSTILE_SIGNS)),
  ),
);
