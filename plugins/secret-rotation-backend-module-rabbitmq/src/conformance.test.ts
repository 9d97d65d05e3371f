import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { alternatingUsersOn, TALKATIVE } from './__conformance__/peers';
import { describeOnRabbitMq, withRabbitMq } from './__testUtils__/withRabbitMq';

jest.setTimeout(300_000);

describeOnRabbitMq('two users', () => {
  describeRotator(alternatingUsersOn(withRabbitMq(TALKATIVE)));
});
