import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readAwsSettings } from './settings';

const entry = { kind: 'aws', region: 'eu-central-1' };

function read(config: JsonObject) {
  return readAwsSettings({
    name: 'aws-prod',
    config: new ConfigReader(config),
  });
}

describe('readAwsSettings', () => {
  it('fills in the defaults', () => {
    expect(read(entry)).toEqual({
      region: 'eu-central-1',
      prefix: '',
      publicFields: expect.arrayContaining(['username', 'engine']),
      provision: false,
      staging: 'keyturn-staging',
    });
  });

  it('takes every key', () => {
    const all = {
      region: 'us-gov-west-1',
      accountId: '123456789012',
      endpoint: 'https://vpce-1.secretsmanager.eu-central-1.vpce.amazonaws.com',
      prefix: '/prod/',
      publicFields: ['login'],
      provision: true,
      staging: 'waiting',
      kmsKeyId: 'alias/payments',
    };
    expect(read({ kind: 'aws', ...all })).toEqual(all);
  });

  it.each([
    ['region', { region: undefined }],
    ['region', { region: 'Frankfurt' }],
    ['accountId', { accountId: 123456789012 }],
    ['endpoint', { endpoint: 'https://user:the-token@vpce' }],
    ['prefix', { prefix: 'prod:' }],
    ['publicFields', { publicFields: 'username' }],
    ['provision', { provision: 'yes' }],
    ['staging', { staging: '' }],
    ['kmsKeyId', { kmsKeyId: 'two words' }],
  ])('names %s when it is %j', (key, wrong) => {
    let error: unknown;
    try {
      read({ ...entry, ...wrong } as JsonObject);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(MisconfiguredError);
    const { message, fix } = error as MisconfiguredError;
    expect(message).toContain(`secretRotation.stores.aws-prod.${key} `);
    expect(fix).not.toBe('');
    expect(message + fix).not.toContain('the-token');
  });
});
