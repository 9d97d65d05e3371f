import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  MisconfiguredError,
  secretRotationExtensionPoint,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { ENTRY } from './__testUtils__/TestGitLab';
import secretRotationModuleGitlabCi from './index';

jest.setTimeout(60_000);

const [VARIABLE] = ENTRY.variables as [JsonObject];

async function registered() {
  const addConsumer = jest.fn();
  await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        { addConsumer, addStore: jest.fn(), addRotator: jest.fn() },
      ],
    ],
    features: [
      secretRotationModuleGitlabCi,
      mockServices.rootConfig.factory({
        data: {
          integrations: {
            gitlab: [
              {
                host: 'gitlab.test',
                apiBaseUrl: 'http://127.0.0.1:1/api/v4',
                token: 'token',
              },
              {
                host: 'anonymous.test',
                apiBaseUrl: 'http://127.0.0.1:1/api/v4',
              },
            ],
          },
        },
      }),
    ],
  });
  expect(addConsumer).toHaveBeenCalledTimes(1);
  const [kind, factory] = addConsumer.mock.calls[0];
  expect(kind).toBe('gitlab-ci');
  return (entry: JsonObject) =>
    factory({
      name: 'ci',
      config: new ConfigReader({ ...ENTRY, ...entry }),
    });
}

it('registers the consumer kind gitlab-ci, and refuses an entry that is not usable by key and fix', async () => {
  const build = await registered();
  expect(build({})).toMatchObject({ attests: true });
  const withRule = (rule: JsonObject) => ({
    variables: [{ ...VARIABLE, ...rule }],
  });
  for (const [entry, key] of [
    [{ host: 'unknown.test' }, 'host'],
    [{ host: 'anonymous.test' }, 'token'],
    [{ token: 'two words' }, 'token'],
    [{ variables: [] }, 'variables'],
    [withRule({ name: 'WITH-HYPHEN' }), 'variables'],
    [withRule({ name: 'a/../b' }), 'variables'],
    [withRule({ group: '../acme' }), 'variables'],
    [withRule({ hidden: true, masked: false }), 'variables'],
    [withRule({ type: 'other' }), 'variables'],
    [withRule({ attest: { job: 'deploy' } }), 'variables'],
    [{ allow: [] }, 'allow'],
    [{ allow: [{ namespaces: ['default'] }] }, 'allow'],
    [{ timeout: { hours: 1 } }, 'timeout'],
    [{ plainHttp: false }, 'integrations.gitlab.apiBaseUrl'],
  ] as Array<[JsonObject, string]>) {
    const refuse = () => build(entry);
    expect(refuse).toThrow(MisconfiguredError);
    expect(refuse).toThrow(key);
  }
});
