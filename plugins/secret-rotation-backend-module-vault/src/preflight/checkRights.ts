import type {
  EffectContext,
  PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { VaultClient, VaultEndpoint } from '../client/VaultClient';
import { policyLine, type KvEndpoint } from '../kv/endpoints';

const capabilitiesAnswer = z.record(z.string(), z.unknown());
const capabilityList = z.array(z.string());

const CAPABILITIES: VaultEndpoint = {
  path: 'sys/capabilities-self',
  right: 'ask for its own rights',
  policy: policyLine('sys/capabilities-self', ['update']),
};

/** One check for each endpoint: whether the token has every right there that a rotation needs. */
export async function checkRights(
  client: VaultClient,
  needed: readonly KvEndpoint[],
  context: EffectContext,
): Promise<PreflightCheck[]> {
  const answer = await client.write(
    CAPABILITIES,
    { paths: needed.map(({ path }) => path) },
    context,
  );
  const granted = capabilitiesAnswer.safeParse(answer).data ?? {};
  return needed.map(endpoint =>
    checkEndpoint(
      endpoint,
      capabilityList.safeParse(granted[endpoint.path]).data ?? [],
    ),
  );
}

function checkEndpoint(
  { code, right, capabilities, policy }: KvEndpoint,
  granted: readonly string[],
): PreflightCheck {
  const missing = granted.includes('root')
    ? []
    : capabilities.filter(capability => !granted.includes(capability));
  return missing.length === 0
    ? { code, ok: true, message: `The store's token may ${right}` }
    : {
        code,
        ok: false,
        message: `The store's token may not ${right}: it lacks ${missing.join(
          ', ',
        )}`,
        fix: `Add to the token's policy: ${policy}`,
      };
}
