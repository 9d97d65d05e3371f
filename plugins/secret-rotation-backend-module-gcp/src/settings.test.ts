import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { JsonObject } from '@backstage/types';
import { readGcpSettings } from './settings';

const entry = { kind: 'gcp', project: 'payments-prod' };

function read(config: JsonObject) {
  return readGcpSettings({
    name: 'gcp-prod',
    config: new ConfigReader(config),
  });
}

describe('readGcpSettings', () => {
  it('fills in the defaults: global secrets, readers of latest, credentials of the portal', () => {
    expect(read(entry)).toEqual({
      project: 'payments-prod',
      staging: 'keyturn-staging',
      publicFields: ['username', 'host', 'port', 'database', 'dbname'],
      placement: { replication: { automatic: {} } },
      delayedDestruction: false,
      writesPerMinute: 600,
      provision: false,
      connection: { project: 'payments-prod' },
    });
  });

  it('takes a location, an alias, replicas and a key file', () => {
    const regional = read({ ...entry, location: 'europe-west3' });
    expect(regional).toMatchObject({
      location: 'europe-west3',
      placement: {},
      connection: { location: 'europe-west3' },
    });
    const settings = read({
      ...entry,
      alias: 'current',
      replicas: ['europe-west3', 'europe-west4'],
      auth: { keyFile: '/etc/keyturn/gcp.json' },
    });
    expect(settings).toMatchObject({
      alias: 'current',
      placement: {
        replication: {
          userManaged: {
            replicas: [
              { location: 'europe-west3' },
              { location: 'europe-west4' },
            ],
          },
        },
      },
      connection: { keyFile: '/etc/keyturn/gcp.json' },
    });
  });

  it.each([
    ['project', { project: undefined }],
    ['project', { project: 'projects/payments' }],
    ['location', { location: 'europe west' }],
    ['alias', { alias: 'latest' }],
    ['alias', { alias: '1st' }],
    ['staging', { staging: 'a_b' }],
    ['publicFields', { publicFields: 'username' }],
    ['replicas', { replicas: [] }],
    ['delayedDestruction', { delayedDestruction: 'P1D' }],
    ['writesPerMinute', { writesPerMinute: 0 }],
    ['provision', { provision: 'yes' }],
    ['auth.keyFile', { auth: { keyFile: '' } }],
    ['endpoint', { endpoint: 'secretmanager.example.com:443' }],
    ['endpoint', { endpoint: '127.0.0.1' }],
  ])('names %s when it is %j, and how to mend it', (key, wrong) => {
    let error: unknown;
    try {
      read({ ...entry, ...wrong } as JsonObject);
    } catch (thrown) {
      error = thrown;
    }

    expect(error).toBeInstanceOf(MisconfiguredError);
    const { message, fix } = error as MisconfiguredError;
    expect(message).toContain(`secretRotation.stores.gcp-prod.${key} `);
    expect(fix).toMatch(/\w+ /);
  });
});
