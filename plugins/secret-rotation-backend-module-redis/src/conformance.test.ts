import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { aclUserOn, TALKATIVE } from './__conformance__/peers';
import { describeOnRedis, withRedis } from './__testUtils__/withRedis';

jest.setTimeout(300_000);

describeOnRedis('an ACL user', () => {
  const servers = withRedis(1, TALKATIVE);

  describeRotator(aclUserOn('Redis', servers));
});
