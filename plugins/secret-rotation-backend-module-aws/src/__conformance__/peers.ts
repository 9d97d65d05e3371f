import type { SecretStorePeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  motoForTests,
  startAwsStandIn,
  startMotoInFolder,
} from '@keyturn/dev-peers';
import { randomBytes } from 'node:crypto';
import { openAwsWorld } from '../__testUtils__/openAwsWorld';

const OF_AWS = {
  destroyAsForeigner: 'AWS destroys no single version',
  prune:
    'AWS removes versions without a label after a day, and only beyond a hundred',
};

/** The servers of this machine: our stand-in, and moto where there is one. */
export function localPeers(): SecretStorePeer[] {
  const { binary } = motoForTests();
  const standIn: SecretStorePeer = {
    name: 'AwsSecretStore on our stand-in, started here',
    createWorld: onStandIn,
    exemptions: OF_AWS,
  };
  return binary === undefined
    ? [standIn]
    : [
        standIn,
        {
          name: 'AwsSecretStore on moto, started here',
          createWorld: () => onMoto(binary),
          exemptions: {
            ...OF_AWS,
            takeDown: 'moto keeps secrets in memory: stopped, it loses them',
          },
        },
      ];
}

/**
 * The server of `AWS_ENDPOINT_URL`, with the usual `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_REGION`;
 * `undefined` without an endpoint.
 */
export function namedPeer(
  env: Readonly<Record<string, string | undefined>>,
): SecretStorePeer | undefined {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = env;
  if (!AWS_ENDPOINT_URL) {
    return undefined;
  }
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error(
      'AWS_ENDPOINT_URL is set, but AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not',
    );
  }
  const folder = `keyturn-conformance-${randomBytes(4).toString('hex')}`;
  return {
    name: `AwsSecretStore on the server of AWS_ENDPOINT_URL, below ${folder}`,
    exemptions: { ...OF_AWS, takeDown: 'the server is not ours to stop' },
    createWorld: () =>
      openAwsWorld({
        address: AWS_ENDPOINT_URL,
        credential: {
          accessKeyId: AWS_ACCESS_KEY_ID,
          secretAccessKey: AWS_SECRET_ACCESS_KEY,
          sessionToken: env.AWS_SESSION_TOKEN,
        },
        region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION,
        // Servers that are not AWS forget dates: what is listed first counts.
        forgetsDates: true,
        folder,
        stop: async () => undefined,
      }),
  };
}

async function onStandIn() {
  const { address, trouble, stop } = await startAwsStandIn();
  return openAwsWorld({
    address,
    folder: 'payments/eu',
    goesWithWorld: true,
    stop,
    async takeDown() {
      trouble(() => ({ status: 503, type: 'ServiceUnavailable' }));
      return {
        async bringBack() {
          trouble(() => undefined);
        },
      };
    },
  });
}

async function onMoto(binary: string) {
  return openAwsWorld({
    ...(await startMotoInFolder(binary)),
    forgetsDates: true,
    folder: 'payments/eu',
  });
}
