import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { withPostgres } from '@keyturn/dev-peers';
import { alternatingUsersOn, TALKATIVE } from './__conformance__/peers';

jest.setTimeout(300_000);

describeRotator(alternatingUsersOn(withPostgres(TALKATIVE)));
