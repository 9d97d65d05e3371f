import { isAbsolute } from 'node:path';
import {
  MisconfiguredError,
  parseArgumentPattern,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** A command as an operator writes it: a program and its arguments. @internal */
export const commandWords = z
  .array(
    z
      .string()
      .max(4096)
      .regex(/^[^\0]*$/),
  )
  .min(1)
  .max(64);

/** An operator's command with placeholders, checked once when the entry is read. @internal */
export interface CommandPattern {
  /** An absolute path; nobody but the operator chooses it. */
  readonly program: string;
  /**
   * The arguments for one consumer.
   * @throws MisconfiguredError when the entity cannot fill a placeholder with one DNS label
   */
  expand(consumer: ConsumerEntity): string[];
}

/**
 * Reads a command.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function parseCommandPattern(
  [program, ...args]: readonly string[],
  key: string,
): CommandPattern {
  if (!isAbsolute(program) || /[{}]/.test(program)) {
    throw new MisconfiguredError(
      `${key} does not begin with the absolute path of a program`,
      `Write ${key} as a list, for example [/usr/bin/systemctl, reload, '{name}.service']`,
    );
  }
  const patterns = args.map(arg => parseArgumentPattern(arg, key));
  return {
    program,
    expand: consumer => patterns.map(each => each.expand(consumer)),
  };
}
