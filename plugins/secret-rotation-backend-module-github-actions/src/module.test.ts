import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  MisconfiguredError,
  secretRotationExtensionPoint,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { ENTRY } from './__testUtils__/TestGitHub';
import secretRotationModuleGithubActions from './index';

jest.setTimeout(60_000);

const [SECRET] = ENTRY.secrets as [JsonObject];

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
      secretRotationModuleGithubActions,
      mockServices.rootConfig.factory({
        data: {
          integrations: {
            github: [{ host: 'github.test', apiBaseUrl: 'http://127.0.0.1:1' }],
          },
        },
      }),
    ],
  });
  expect(addConsumer).toHaveBeenCalledTimes(1);
  const [kind, factory] = addConsumer.mock.calls[0];
  expect(kind).toBe('github-actions');
  return (entry: JsonObject) =>
    factory({
      name: 'ci',
      config: new ConfigReader({ ...ENTRY, ...entry }),
    });
}

it('registers the consumer kind github-actions, and refuses an entry that is not usable by key and fix', async () => {
  const build = await registered();
  expect(build({})).toMatchObject({ attests: true });
  for (const [entry, key] of [
    [{ host: 'unknown.test' }, 'host'],
    [{ token: 'two words' }, 'token'],
    [{ secrets: [] }, 'secrets'],
    [{ secrets: [{ ...SECRET, name: 'GITHUB_TOKEN' }] }, 'secrets'],
    [{ secrets: [{ ...SECRET, name: '1_OF_MINE' }] }, 'secrets'],
    [{ secrets: [{ ...SECRET, name: 'a/../b' }] }, 'secrets'],
    [
      { secrets: [{ ...SECRET, environment: 'a', organization: 'b' }] },
      'secrets',
    ],
    [{ secrets: [{ ...SECRET, attest: { workflow: '../x.yml' } }] }, 'secrets'],
    [{ allow: [] }, 'allow'],
    [{ allow: [{ namespaces: ['default'] }] }, 'allow'],
    [{ timeout: { hours: 1 } }, 'timeout'],
    [{ plainHttp: false }, 'integrations.github.apiBaseUrl'],
  ] as Array<[JsonObject, string]>) {
    const refuse = () => build(entry);
    expect(refuse).toThrow(MisconfiguredError);
    expect(refuse).toThrow(key);
  }
});
