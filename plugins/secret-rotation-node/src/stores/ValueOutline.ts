import { MisconfiguredError, PermissionDeniedError } from '../errors';
import type { PreflightCheck } from '../contracts/effect';
import { PLAIN_FIELD, SecretValue } from '../SecretValue';

/** One field of a value that is not there yet. @public */
export interface FieldOutline {
  /** Its name. */
  readonly name: string;
  /** Whether it must never be shown. */
  readonly secret: boolean;
  /** The greatest size of its text in UTF-8: of the one field `value` as it is, of several as JSON writes them. */
  readonly bytes: number;
}

/** The size and the structure of a value that is not there yet. A plain text is the one field `value`. @public */
export interface ValueOutline {
  /** Its fields, in their order. */
  readonly fields: readonly FieldOutline[];
}

/** The outline of a value that is there. It says nothing of its texts but their sizes. @public */
export function outlineOf(value: SecretValue): ValueOutline {
  const isPlain = value.fieldNames.join() === PLAIN_FIELD;
  return {
    fields: value.fieldNames.map(name => ({
      name,
      secret: value.public(name) === undefined,
      bytes: isPlain
        ? Buffer.byteLength(value.reveal(name))
        : // Line breaks and quotes take two bytes there, other control signs six.
          Buffer.byteLength(JSON.stringify(value.reveal(name))) - 2,
    })),
  };
}

/**
 * A value of an outline's size and structure, which opens nothing. A store checks with it what it would do with the
 * real one.
 * @throws Error when the outline has no secret field
 * @public
 */
export function sampleOf({ fields }: ValueOutline): SecretValue {
  return SecretValue.of(
    Object.fromEntries(
      fields.map(({ name, secret, bytes }) => [
        name,
        { value: '0'.repeat(bytes), secret },
      ]),
    ),
  );
}

/**
 * Says as a check whether something would be refused, by `MisconfiguredError` or `PermissionDeniedError`.
 * @param code - the check's code
 * @param attempt - resolves to what is said when it does not refuse
 * @public
 */
export async function checkRefusal(
  code: string,
  attempt: () => Promise<string>,
): Promise<PreflightCheck> {
  try {
    return { code, ok: true, message: await attempt() };
  } catch (error) {
    if (
      !(error instanceof MisconfiguredError) &&
      !(error instanceof PermissionDeniedError)
    ) {
      throw error;
    }
    const { message, fix } = error;
    return { code, ok: false, message, fix };
  }
}
