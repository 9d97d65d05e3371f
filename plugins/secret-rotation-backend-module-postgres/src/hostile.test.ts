import {
  describeHostileTexts,
  HOSTILE_SIGNS,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { forManyTexts, withPostgres } from '@keyturn/dev-peers';
import {
  alternatingUsersOn,
  singleUserOn,
  TALKATIVE,
} from './__conformance__/peers';

jest.setTimeout(180_000);

const postgres = withPostgres(TALKATIVE);

describeHostileTexts(alternatingUsersOn(postgres), forManyTexts(HOSTILE_SIGNS));
describeHostileTexts(singleUserOn(postgres), forManyTexts(HOSTILE_SIGNS));
