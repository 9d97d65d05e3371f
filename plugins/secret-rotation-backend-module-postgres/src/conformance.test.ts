import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { withPostgres } from '@keyturn/dev-peers';
import {
  alternatingUsersOn,
  singleUserOn,
  TALKATIVE,
} from './__conformance__/peers';

jest.setTimeout(300_000);

const postgres = withPostgres(TALKATIVE);

describeRotator(alternatingUsersOn(postgres));
describeRotator(singleUserOn(postgres));
