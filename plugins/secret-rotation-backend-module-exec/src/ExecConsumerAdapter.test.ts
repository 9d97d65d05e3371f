import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MisconfiguredError,
  PermissionDeniedError,
  storeVersionId,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { checkout, execAdapter } from './__testUtils__/execAdapter';

jest.setTimeout(60_000);

const { signal } = new AbortController();
const told = {
  consumer: checkout,
  path: 'payments/db-login',
  version: storeVersionId('42'),
};
const asked = {
  consumer: checkout,
  path: 'payments/db-login',
  candidates: new Map(),
};
const sh = (script: string) => ({
  reloadCommand: ['/bin/sh', '-c', script],
  healthCommand: ['/bin/sh', '-c', script],
  attestCommand: ['/bin/sh', '-c', script],
  timeout: { seconds: 60 },
});
const reload = (script: string, consumer = checkout) =>
  execAdapter(sh(script)).reload(
    { ...told, consumer },
    { signal, fence: { run: 7, epoch: 1 } },
  );

describe('a consumer that the entry does not allow', () => {
  const stranger = {
    ...checkout,
    entityRef: 'component:default/sshd',
    name: 'sshd',
  };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-stranger-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('has no command run', async () => {
    const begun = join(folder, 'begun');
    await expect(reload(`echo >${begun}`, stranger)).rejects.toThrow(
      MisconfiguredError,
    );
    await expect(
      execAdapter(sh(`echo >${begun}`)).observe(
        { ...asked, consumer: stranger },
        { signal },
      ),
    ).rejects.toThrow('may not name the consumer entry');
    await expect(readFile(begun)).rejects.toThrow('ENOENT');
  });
});

it('names path, version and consumer to the command that reloads', async () => {
  expect(
    await reload(
      '[ "$KEYTURN_PATH $KEYTURN_VERSION $KEYTURN_CONSUMER" = "payments/db-login 42 component:default/checkout" ]',
    ),
  ).toEqual({ told: 1 });
});

it.each([
  [1, UnavailableError],
  [69, UnavailableError],
  [75, UnavailableError],
  [255, UnavailableError],
  [77, PermissionDeniedError],
])('takes exit code %i of a reload as %p', async (code, problem) => {
  await expect(reload(`exit ${code}`)).rejects.toThrow(problem);
});

it('says which program is missing', async () => {
  await expect(
    execAdapter({ reloadCommand: ['/no/such/program'] }).reload(told, {
      signal,
      fence: { run: 7, epoch: 1 },
    }),
  ).rejects.toThrow('secretRotation.consumers.units.reload cannot be started');
});

it.each([
  [1, 'ill', 'no-attestation'],
  [3, 'ill', 'no-attestation'],
  [69, 'unknown', 'unreachable'],
  [75, 'unknown', 'unreachable'],
  [255, 'unknown', 'unreachable'],
  [77, 'unknown', 'permission-denied'],
  [0, 'healthy', 'bad-format'],
])(
  'takes exit code %i of health and attestation as %s and %s',
  async (code, health, finding) => {
    const { instances } = await execAdapter(sh(`exit ${code}`)).observe(asked, {
      signal,
    });
    expect(instances).toEqual([
      { id: 'instance 1 of 1', health, strength: 'none', finding },
    ]);
  },
);
