import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  accountName,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  startDatadogStandIn,
  startGitLabStandIn,
  type RunningProvider,
} from '@keyturn/dev-peers/api-provider';
import { parse } from 'yaml';
import { at, rotatorFor } from './__testUtils__/apiWorld';

jest.setTimeout(60_000);

const FOLDER = join(__dirname, '../../../examples/api-keys');

const admin = {
  GITLAB_ADMIN_TOKEN: randomBytes(16).toString('hex'),
  DATADOG_ADMIN_API_KEY: randomBytes(16).toString('hex'),
  DATADOG_ADMIN_APPLICATION_KEY: randomBytes(16).toString('hex'),
};

/** The entry of an example, with credentials in place of variables and a stand-in in place of the vendor. */
async function rotatorOf(file: string, name: string, origin: string) {
  const text = await readFile(join(FOLDER, file), 'utf8');
  const entry = parse(text, (_, value) =>
    typeof value === 'string'
      ? value.replace(
          /^\$\{(\w+)\}$/,
          (__, variable: keyof typeof admin) => admin[variable],
        )
      : value,
  ).secretRotation.rotators[name];
  expect(entry.origin).toMatch(/^https:/);
  return rotatorFor({
    ...entry,
    origin,
    network: { allow: ['127.0.0.0/8'], plainHttp: true },
  });
}

describe.each([
  {
    vendor: 'GitLab',
    file: 'gitlab-project-token.yaml',
    name: 'gitlab',
    account: '1234',
    owner: '1234',
    fields: ['token', 'tokenId'],
    start: () => startGitLabStandIn(admin.GITLAB_ADMIN_TOKEN),
  },
  {
    vendor: 'Datadog',
    file: 'datadog-api-key.yaml',
    name: 'datadog',
    account: 'payments-metrics',
    owner: 'organisation',
    fields: ['key', 'keyId'],
    start: () =>
      startDatadogStandIn({
        apiKey: admin.DATADOG_ADMIN_API_KEY,
        applicationKey: admin.DATADOG_ADMIN_APPLICATION_KEY,
      }),
  },
])(
  'the example of $vendor, on a stand-in written from its documentation',
  ({ file, name, account, owner, fields, start }) => {
    let provider: RunningProvider;
    beforeEach(async () => {
      provider = await start();
    });
    afterEach(() => provider.stop());

    it('rotates a key among those of others, and leaves no orphan of a lost answer', async () => {
      const { keys, origin } = provider;
      const rotator = await rotatorOf(file, name, origin);
      const foreign = Array.from({ length: 120 }, (_, index) =>
        keys.make(owner, `of somebody else ${index}`),
      );
      const first = keys.make(owner, 'payments, by hand');
      const [key, id] = fields;
      const current = SecretValue.of({
        [key]: { value: first.key, secret: true },
        [id]: { value: first.id, secret: false },
      });
      const options = rotator.parseOptions({ account });
      const accounts = rotator.chooseAccounts(options, current);
      const checks = await rotator.preflight(
        { options, accounts, current },
        at(7, 1),
      );
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);

      const input = {
        ...{ options, current, known: [current] },
        account: accountName(account),
        since: new Date(Date.now() - 1_000),
      };
      keys.trouble.cutAfterCreating = 1;
      await expect(rotator.issue(input, at(7, 1))).rejects.toThrow();
      const value = await rotator.issue(input, at(7, 2));
      await rotator.activate({ options, accounts, value }, at(7, 2));
      await rotator.revoke(
        {
          ...{ options, keep: value, refuse: current },
          account: accountName(account),
        },
        at(7, 2),
      );

      const [probe] = await rotator.probe(
        { options, value: current },
        at(7, 2),
      );
      expect(probe.answer).toBe('rejected');
      expect(keys.valid(owner).map(each => each.key)).toEqual([
        ...foreign.map(each => each.key),
        value.reveal(key),
      ]);
    });
  },
);
