import {
  MisconfiguredError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Authorization, Client, Order } from 'acme-client';
import type { Challenge, ChallengeHook } from './challenge/ChallengeHook';

/** Has the ACME server find every name of an order to be ours, one after the other. Answers are taken away again. */
export async function answerChallenges(
  client: Client,
  order: Order,
  hook: ChallengeHook,
  context: EffectContext,
): Promise<void> {
  for (const authorization of await client.getAuthorizations(order)) {
    // The server may still believe what it found lately.
    if (authorization.status !== 'valid') {
      await answer(client, authorization, hook, context);
    }
  }
}

async function answer(
  client: Client,
  authorization: Authorization,
  hook: ChallengeHook,
  context: EffectContext,
): Promise<void> {
  const offered = authorization.challenges.find(
    ({ type }) => type === hook.type,
  );
  if (!offered) {
    throw new MisconfiguredError(
      `The ACME server does not take ${hook.type} for one of the names`,
      'Choose another hook in challenge, or leave the name out',
    );
  }
  const challenge: Challenge = {
    name: authorization.identifier.value,
    token: offered.token,
    answer: await client.getChallengeKeyAuthorization(offered),
  };
  try {
    await hook.present(challenge, context);
    await client.completeChallenge(offered);
    await client.waitForValidStatus(authorization);
  } finally {
    await hook.remove(challenge, context);
  }
}
