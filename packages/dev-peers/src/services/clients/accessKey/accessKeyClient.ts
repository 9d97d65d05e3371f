import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccessKeyServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

/** What AWS says to a key that it does not take. */
const REFUSALS = [
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
];

/** Speaks to AWS with an access key, which signs each request. */
export const accessKeyClient: TargetClient<AccessKeyServiceTarget> = {
  secretField: 'secretAccessKey',
  connect: async (
    { endpoint, region },
    { accessKeyId, secretAccessKey },
    name,
  ) => {
    const client = new STSClient({
      ...{ endpoint, region },
      credentials: { accessKeyId, secretAccessKey },
      userAgentAppId: name,
      // A failure is a failure: it is counted, not tried again.
      maxAttempts: 1,
    });
    return {
      query: async () => {
        await client.send(new GetCallerIdentityCommand({}), {
          abortSignal: AbortSignal.timeout(5_000),
        });
      },
      close: async () => client.destroy(),
    };
  },
  failureOf: error =>
    REFUSALS.includes(Object(error).name) ? 'refused' : 'unknown',
};
