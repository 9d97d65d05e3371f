import { randomBytes } from 'node:crypto';
import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  RotatorPeer,
  RotatorWorld,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { startBreakingProxy } from '@keyturn/dev-peers';
import { governMoto, type IamHand } from '@keyturn/dev-peers/aws-iam';
import { grantedActions } from '../__testUtils__/grantedActions';
import { accessKeyValue, rotatorAt } from '../__testUtils__/testRotator';
import { AWS_IAM } from '../declarations';

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1';
const READING = ['iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed'];
const NO_MARK =
  'AWS keeps no mark at a key, so a young key that nobody used is taken for one that the run left behind: a user belongs to one secret';

/** IAM users of a moto, which checks signatures and the rights that operators are told to grant. */
export function accessKeysOn(address: () => string): RotatorPeer {
  return {
    name: 'access keys of AWS IAM on moto, an emulator',
    declaration: AWS_IAM,
    createWorld: async () => {
      const hand = await governMoto(address());
      return createWorld(address(), hand, `payments-${randomName()}`);
    },
    exemptions: {
      openSession: 'every request carries the key, so there are no sessions',
      withSilentEndpoint:
        'the regions of one endpoint answer together; a silent region is tested in CallerIdentity.test.ts',
      serverLog: 'moto logs methods and paths alone',
      'issue: never removes what somebody else had issued during the run':
        NO_MARK,
      'revoke: leaves credentials of somebody else in the same account alone':
        NO_MARK,
    },
  };
}

async function createWorld(
  address: string,
  hand: IamHand,
  user: string,
): Promise<RotatorWorld> {
  const isPossible = /^[A-Za-z0-9+=,.@_-]{1,64}$/.test(user);
  const [keyturn, reader] = ['keyturn', 'reader'].map(
    name => `${name}-${randomName()}`,
  );
  await hand.createUser(keyturn, grantedActions());
  await hand.createUser(reader, READING);
  if (isPossible) await hand.createUser(user);
  const admin = await hand.createKey(keyturn);
  const first = isPossible
    ? await hand.createKey(user)
    : { id: 'AKIANOBODY', secret: 'nothing' };
  const rotator = rotatorAt(address, admin);
  return {
    rotator,
    options: { user },
    current: accessKeyValue(first),
    foreign: SecretValue.of({
      accessKeyId: { value: 'AKIASTRANGER', secret: false },
      secretAccessKey: { value: randomName(), secret: true },
      userName: { value: 'stranger', secret: false },
    }),
    look: async () => (isPossible ? hand.keys(user) : []),
    withoutServer: async () => rotatorAt(NOWHERE, admin),
    withoutRights: async () => rotatorAt(address, await hand.createKey(reader)),
    interrupt: async point => {
      const { hostname, port } = new URL(address);
      const target = { host: hostname, port: Number(port) };
      const proxy = await startBreakingProxy(target, point);
      return {
        rotator: rotatorAt(`http://${proxy.host}:${proxy.port}`, admin),
        wasReached: proxy.wasReached,
        close: proxy.close,
      };
    },
    named: name => createWorld(address, hand, name),
    countCredentials: async () => (await hand.keys(user)).length,
    addCredential: async use => {
      const key = await hand.createKey(user);
      if (use === 'in-use') await hand.use(key);
      return accessKeyValue(key);
    },
    fill: async () => {
      await hand.createKey(user);
    },
    close: async () => undefined,
  };
}

function randomName(): string {
  return randomBytes(6).toString('hex');
}
