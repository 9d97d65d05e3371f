import type { Config } from '@backstage/config';
import {
  readAddressGuard,
  readAnswerTimeout,
  readRequestAddress,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { ProbeSettings } from './HttpProbe';

const status = z.number().int().min(200).max(599);

/** The keys `probe` and `network` of an entry. */
export const probeEntry = {
  probe: z
    .strictObject({
      url: z.string(),
      headers: z
        .record(
          z
            .string()
            .regex(/^[A-Za-z0-9-]{1,100}$/)
            .toLowerCase(),
          z
            .string()
            .max(4_096)
            .regex(/^[\x20-\x7e]*$/),
        )
        .refine(headers =>
          Object.values(headers).some(text => /\{[\w.-]+\}/.test(text)),
        ),
      accepted: z.array(status).min(1).default([200, 204]),
      rejected: z.array(status).min(1).default([401, 403]),
    })
    .refine(
      ({ accepted, rejected }) => !accepted.some(one => rejected.includes(one)),
    )
    .optional(),
  network: z
    .strictObject({
      allow: z.array(z.string()).default([]),
      plainHttp: z.boolean().default(false),
    })
    .default({ allow: [], plainHttp: false }),
};

/** What to do about a wrong key. */
export const PROBE_FIXES: Readonly<Record<string, string>> = {
  probe:
    'Write url, headers of which one holds a field of the value, for example authorization: Bearer {value}, and maybe accepted and rejected as different status codes',
  network: 'Write allow as a list of networks, for example [10.1.0.0/16]',
};

/**
 * Reads how the other side is asked.
 * @throws MisconfiguredError that names the key and the fix
 */
export function readProbe(
  { probe, network }: z.infer<z.ZodObject<typeof probeEntry>>,
  config: Config,
  key: string,
): ProbeSettings | undefined {
  if (!probe) return undefined;
  const { url, headers, accepted, rejected } = probe;
  return {
    ...readRequestAddress(url, `${key}.probe.url`, network.plainHttp),
    headers,
    accepted,
    rejected,
    guard: readAddressGuard(network.allow, `${key}.network.allow`),
    timeoutMs: readAnswerTimeout(config, key),
  };
}
