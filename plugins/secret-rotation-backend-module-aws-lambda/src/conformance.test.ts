import { ConfigReader } from '@backstage/config';
import {
  instanceId,
  WorkloadConsumerAdapter,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  describeConsumerAdapter,
  type ConformanceInstance,
  type InstanceManner,
  type InstanceUse,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  startLambdaStandIn,
  type LambdaStandIn,
  type LambdaTrouble,
} from '@keyturn/dev-peers/lambda';
import { CHECKOUT } from './__testUtils__/TestFunctions';
import { LambdaFunctions } from './LambdaFunctions';
import { markOf } from './mark';
import { readLambdaConsumerSettings } from './settings';

jest.setTimeout(60_000);

const NO_PROOF =
  'a probe reaches one environment of many, and Lambda shows configurations: it claims, and proves nothing';
const MARK = { environment: 'KEYTURN_VERSION_{path}' };
const NAMES = ['checkout-api', 'checkout-worker'];

const TROUBLES: Record<InstanceManner, LambdaTrouble | undefined> = {
  answers: undefined,
  unreachable: 'cut',
  hangs: 'hang',
  denies: { status: 403, type: 'AccessDeniedException' },
  babbles: 'babble',
  floods: 'flood',
};

describeConsumerAdapter(
  'LambdaFunctions',
  async () => {
    const lambda = await startLambdaStandIn(
      () => new Date('2026-01-02T03:04:05Z'),
    );
    const troubles = new Map<string, LambdaTrouble>();
    lambda.trouble((_action, name) => troubles.get(name));
    return {
      adapter: new WorkloadConsumerAdapter(
        new LambdaFunctions(
          readLambdaConsumerSettings({
            name: 'lambda',
            config: new ConfigReader({
              kind: 'aws-lambda',
              region: 'eu-central-1',
              endpoint: lambda.address,
              functions: NAMES.map(each => each.replace('checkout', '{name}')),
              allow: [{ namespaces: ['default'], functions: ['checkout-*'] }],
              mark: MARK,
              probe: { payload: { attest: '{path}' }, version: 'version' },
              timeout: { seconds: 1 },
            }),
          }),
          { accessKeyId: 'AKIAANY', secretAccessKey: 'any' },
        ),
      ),
      consumer: CHECKOUT,
      instances: NAMES.map(name => instanceOf(lambda, name, troubles)),
      close: () => lambda.stop(),
    };
  },
  { exempt: { proves: NO_PROOF } },
);

function instanceOf(
  lambda: LambdaStandIn,
  name: string,
  troubles: Map<string, LambdaTrouble>,
): ConformanceInstance {
  let use: InstanceUse | undefined;
  let isIll = false;
  const made = lambda.create(name, {
    start: () => undefined,
    handle: (_kept, payload) => {
      if (isIll) throw new Error('It cannot serve');
      const isAsked = JSON.stringify(payload).includes(`"${use?.path}"`);
      return isAsked ? { version: use?.version } : {};
    },
  });
  const updates: string[] = [];
  const update = made.update.bind(made);
  made.update = (settings, revision) => {
    updates.push(JSON.stringify(settings.Environment?.Variables));
    return update(settings, revision);
  };
  return {
    id: instanceId(`${name}:$LATEST`),
    setUse: next => {
      use = next;
      const mark = markOf(MARK, next.path);
      if (!('variable' in mark)) throw new Error('The mark is a variable');
      made.set({
        Environment: { Variables: { [mark.variable]: next.version } },
      });
    },
    setManner: manner => {
      const trouble = TROUBLES[manner];
      if (trouble) troubles.set(name, trouble);
      else troubles.delete(name);
    },
    setHealth: health => {
      isIll = health === 'ill';
    },
    restarts: (version: StoreVersionId) =>
      updates.filter(each => each.includes(`"${version}"`)).length,
    writes: () =>
      lambda.requests.filter(
        each => each.name === name && !/^(Get|List|Invoke)/.test(each.action),
      ).length,
  };
}
