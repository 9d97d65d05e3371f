import {
  MisconfiguredError,
  PLAIN_FIELD,
  readPasswordPolicy,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { Shape } from './shape';

/** A checked entry of kind `opaque`. @internal */
export interface OpaqueSettings {
  readonly shape: Shape;
  /** The field that holds the random text. */
  readonly field: string;
  /** The field that holds the text before it, where consumers take both. */
  readonly previousField?: string;
  /** Public fields that every value has. */
  readonly fixed: Readonly<Record<string, string>>;
}

/** 128 bits. */
const FEWEST_BYTES = 16;
const fieldName = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);

const entry = z.object({
  shape: z
    .enum(['hex', 'base64', 'base64url', 'password'])
    .default('base64url'),
  bytes: z.number().int().min(FEWEST_BYTES).max(512).default(32),
  field: fieldName.default(PLAIN_FIELD),
  overlap: z.enum(['single', 'dual']).default('single'),
  previousField: fieldName.default('previous'),
  fixed: z.record(fieldName, z.string()).default({}),
});

/** Fields that prove which version a consumer uses: see docs/attestation.md. */
const PROVING = [PLAIN_FIELD, 'password'];

const FIXES: Record<string, string> = {
  shape: 'Write hex, base64, base64url or password',
  bytes: `Write a whole number from ${FEWEST_BYTES} (128 bits) to 512, or remove the key for 32`,
  field: 'Write the name of the field that holds the random text',
  overlap:
    'Write dual if every consumer accepts the field previous besides the new value, else single',
  previousField: 'Write the name of the field that holds the text before it',
  fixed: 'Write an object of texts. They are public',
};

/**
 * Reads and checks one entry of `secretRotation.rotators`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readOpaqueSettings(settings: AdapterSettings): OpaqueSettings {
  const key = `secretRotation.rotators.${settings.name}`;
  const raw = settings.config.get();
  const read = entry.safeParse(raw);
  if (!read.success) {
    const path = read.error.issues[0].path.map(String);
    throw new MisconfiguredError(
      `${[key, ...path].join('.')} is not usable`,
      FIXES[path[0]] ?? `Write ${key} as an object`,
    );
  }
  const { shape, bytes, field, overlap, previousField, fixed } = read.data;
  const taken = overlap === 'dual' ? [field, previousField] : [field];
  const twice = taken.find(
    (name, at) => name in fixed || taken.indexOf(name) !== at,
  );
  if (twice !== undefined) {
    throw new MisconfiguredError(
      `${key} uses the field ${twice} twice`,
      'Give field, previousField and the keys of fixed different names',
    );
  }
  // A consumer of the old version would else prove the new one, which holds the same text as its previous one.
  if (
    overlap === 'dual' &&
    (!PROVING.includes(field) || PROVING.includes(previousField))
  ) {
    throw new MisconfiguredError(
      `${key} cannot prove which of two values a consumer uses`,
      'With overlap: dual, let field be value or password, and previousField neither of them',
    );
  }
  return {
    field,
    previousField: overlap === 'dual' ? previousField : undefined,
    fixed,
    shape:
      shape === 'password'
        ? {
            kind: shape,
            policy: readPasswordPolicy(
              settings.config.getOptional('password'),
              `${key}.password`,
            ),
          }
        : { kind: shape, bytes },
  };
}
