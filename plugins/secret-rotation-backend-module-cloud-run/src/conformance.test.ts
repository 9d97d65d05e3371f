import { ConfigReader } from '@backstage/config';
import {
  instanceId,
  WorkloadConsumerAdapter,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  describeConsumerAdapter,
  type ConformanceInstance,
  type InstanceManner,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  startCloudRunStandIn,
  type CloudRunStandIn,
  type CloudRunTrouble,
} from '@keyturn/dev-peers/cloud-run';
import { ALL_RIGHTS, authWith, CHECKOUT } from './__testUtils__/TestServices';
import { CloudRunServices } from './CloudRunServices';
import { readCloudRunConsumerSettings } from './settings';

jest.setTimeout(60_000);

const NO_PROOF =
  'Cloud Run shows what instances start with, and no instance: it claims, and proves nothing';
const NAMES = ['checkout-api', 'checkout-worker'];

const TROUBLES: Record<InstanceManner, CloudRunTrouble | undefined> = {
  answers: undefined,
  unreachable: 'cut',
  hangs: 'hang',
  denies: { code: 403, status: 'PERMISSION_DENIED' },
  babbles: 'babble',
  floods: 'flood',
};

describeConsumerAdapter(
  'CloudRunServices',
  async () => {
    const run = await startCloudRunStandIn(
      () => new Date('2026-01-02T03:04:05Z'),
    );
    const troubles = new Map<string, CloudRunTrouble>();
    run.trouble(({ service }) => troubles.get(service));
    return {
      adapter: new WorkloadConsumerAdapter(
        new CloudRunServices(
          readCloudRunConsumerSettings({
            name: 'run',
            config: new ConfigReader({
              kind: 'cloud-run',
              project: 'payments-prod',
              region: 'europe-west3',
              endpoint: run.address,
              services: NAMES.map(each => each.replace('checkout', '{name}')),
              allow: [{ namespaces: ['default'], services: ['checkout-*'] }],
              timeout: { seconds: 1 },
            }),
          }),
          authWith(run.addUser(ALL_RIGHTS)),
        ),
      ),
      consumer: CHECKOUT,
      instances: NAMES.map(name => instanceOf(run, name, troubles)),
      close: () => run.stop(),
    };
  },
  { exempt: { proves: NO_PROOF } },
);

function instanceOf(
  run: CloudRunStandIn,
  name: string,
  troubles: Map<string, CloudRunTrouble>,
): ConformanceInstance {
  const made = run.create(name, {}, { start: () => undefined });
  const updates: string[] = [];
  const update = made.update.bind(made);
  const refersTo = (secret: string, version: string) => [
    {
      env: [
        {
          name: 'SECRET',
          valueSource: { secretKeyRef: { secret, version } },
        },
      ],
    },
  ];
  return {
    id: instanceId(name),
    setUse: ({ path, version }) => {
      made.update = update;
      made.deploy({ containers: refersTo(path, version) });
      made.update = (input, mask) => {
        update(input, mask);
        updates.push(JSON.stringify(input.template));
      };
    },
    setManner: manner => {
      const trouble = TROUBLES[manner];
      if (trouble) troubles.set(name, trouble);
      else troubles.delete(name);
    },
    setHealth: health => {
      made.failsWith =
        health === 'ill'
          ? { revisionReason: 'HEALTH_CHECK_CONTAINER_ERROR' }
          : undefined;
      made.deploy({ annotations: { health } });
    },
    restarts: version =>
      updates.filter(each => each.includes(`"${version}"`)).length,
    writes: () =>
      run.requests.filter(
        each =>
          each.service === name && each.permission === 'run.services.update',
      ).length,
  };
}
