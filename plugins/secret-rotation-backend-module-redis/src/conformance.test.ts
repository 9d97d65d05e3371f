import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  aclUserInCluster,
  aclUserOn,
  TALKATIVE,
} from './__conformance__/peers';
import {
  describeOnRedis,
  describeOnValkey,
  withRedis,
  withRedisCluster,
  withReplicatedRedis,
} from './__testUtils__/withRedis';

jest.setTimeout(300_000);

describeOnRedis('an ACL user', () => {
  describeRotator(aclUserOn('Redis', withRedis(1, TALKATIVE)));
});

describeOnRedis('an ACL user of a primary and its replica', () => {
  const servers = withReplicatedRedis(TALKATIVE);

  describeRotator(aclUserOn('Redis, a primary and its replica', servers));
});

describeOnRedis('an ACL user of a cluster', () => {
  describeRotator(
    aclUserInCluster('Redis Cluster', withRedisCluster(TALKATIVE)),
  );
});

describeOnValkey('an ACL user', () => {
  const servers = withRedis(1, { ...TALKATIVE, product: 'valkey' });

  describeRotator(aclUserOn('Valkey', servers));
});
