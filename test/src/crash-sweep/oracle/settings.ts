import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { strategyNamed } from '../strategies';
import { targetView } from '../strategies/targetView';
import type { ConsumerView, OracleViews } from './Oracle';

/** What the oracle's process is told in its environment: its own credentials, none of Keyturn's. */
export const oracleSettings = z.object({
  strategy: z.string(),
  store: z.unknown(),
  target: z.unknown(),
  consumers: z.array(z.object({ name: z.string(), url: z.string() })),
  /** Opens the consumers' attestation. */
  token: z.string(),
  path: z.string(),
});

/** See {@link oracleSettings}. */
export type OracleSettings = z.infer<typeof oracleSettings>;

const attestation = z.object({
  uses: z.array(z.object({ path: z.string(), version: z.string() })),
});

/** Makes of settings what the oracle looks at. */
export function viewsOf(settings: OracleSettings): OracleViews {
  const { store, target } = strategyNamed(settings.strategy);
  return {
    store: store.view(settings.store),
    target: targetView(settings.target),
    overlap: target.traits.overlap,
    consumers: settings.consumers.map(consumer =>
      consumerView(consumer, settings),
    ),
  };
}

function consumerView(
  { name, url }: OracleSettings['consumers'][number],
  { token, path }: OracleSettings,
): ConsumerView {
  return {
    name,
    uses: async () => {
      const nonce = randomBytes(16).toString('hex');
      const query = new URLSearchParams({ path, nonce });
      const response = await fetch(`${url}/keyturn/attest?${query}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(5_000),
      });
      const { uses } = attestation.parse(await response.json());
      return uses
        .filter(use => use.path === path)
        .map(({ version }) => version);
    },
  };
}
