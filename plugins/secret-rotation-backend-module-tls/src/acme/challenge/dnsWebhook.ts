import {
  PermissionDeniedError,
  readSettings,
  SecretValue,
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { Challenge, ChallengeHookFactory } from './ChallengeHook';

/** Records take a while until every name server has them. */
const TIMEOUT_MS = 120_000;

const entry = z.object({
  url: z.url({ protocol: /^https?$/ }),
  // Visible ASCII: anything else could end the header early.
  token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
});

const FIXES: Record<string, string> = {
  url: 'Give the URL that sets and removes TXT records',
  token: 'Give the bearer token that the URL expects, without spaces',
};

/**
 * Has a web hook of the operator's set the TXT records of dns-01. It gets
 * `{ action: "present" | "remove", record: "_acme-challenge.<name>", value }` and answers 2xx when that is done.
 */
export const createDnsWebhook: ChallengeHookFactory = (config, key) => {
  const given = readSettings(entry, config.get(), key, FIXES);
  const { url } = given;
  // Wrapped, so that printing the hook shows nothing.
  const token = SecretValue.text(given.token);
  const tell = async (
    action: 'present' | 'remove',
    { name, answer }: Challenge,
    { signal }: EffectContext,
  ) => {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'keyturn',
        authorization: `Bearer ${token.reveal('value')}`,
      },
      body: JSON.stringify({
        action,
        record: `_acme-challenge.${name}`,
        value: answer,
      }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).catch(() => undefined); // the network's own words are dropped
    await response?.body?.cancel();
    if (response?.ok) return;
    if (response?.status === 401 || response?.status === 403) {
      throw new PermissionDeniedError(
        'The web hook for DNS records refuses the bearer token',
        `Set ${key}.token to the token that it expects`,
      );
    }
    throw new UnavailableError(
      'The web hook for DNS records does not do what it is asked to',
    );
  };
  return {
    type: 'dns-01',
    present: (challenge, context) => tell('present', challenge, context),
    remove: (challenge, context) => tell('remove', challenge, context),
  };
};
