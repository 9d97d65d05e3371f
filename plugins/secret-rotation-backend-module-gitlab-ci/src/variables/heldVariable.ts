import {
  ApiProblem,
  SecretValue,
  type DeliveryMark,
  type ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { VariableAttributes } from './attributes';
import { formatDescription, parseDescription } from './description';
import type { VariablePlace } from './places';

/** What GitLab shows of a variable. @internal */
export interface HeldVariable {
  /** Absent where GitLab hides it. */
  readonly value?: SecretValue;
  readonly isHidden: boolean;
  readonly isMasked: boolean;
  readonly isProtected: boolean;
  readonly isRaw: boolean;
  readonly type: string;
  /** What people wrote into its description. */
  readonly words: string;
  readonly mark?: DeliveryMark;
}

const shape = z.object({
  value: z.string().nullable(),
  variable_type: z.string(),
  protected: z.boolean(),
  masked: z.boolean(),
  hidden: z.boolean().default(false),
  raw: z.boolean(),
  environment_scope: z.string(),
  description: z.string().nullable(),
});

/**
 * Reads a variable; `undefined` when there is none.
 * @throws ApiProblem
 * @internal
 */
export async function readHeld(
  api: ProviderApi,
  { variable, rule }: VariablePlace,
): Promise<HeldVariable | undefined> {
  const found = await api.find(variable, shape);
  if (!found) return undefined;
  // A GitLab that does not know the filter would show, and change, another variable of this name.
  if (found.environment_scope !== rule.environment)
    throw new ApiProblem('malformed');
  const isHidden = found.hidden || found.value === null;
  return {
    value: isHidden ? undefined : SecretValue.text(found.value ?? ''),
    isHidden,
    isMasked: found.masked,
    isProtected: found.protected,
    isRaw: found.raw,
    type: found.variable_type,
    ...parseDescription(found.description ?? ''),
  };
}

/** Whether a variable holds a text; a hidden one may. Pure. @internal */
export function mayHold({ value }: HeldVariable, text: string): boolean {
  return value === undefined || value.reveal('value') === text;
}

/**
 * Writes a variable, its value and our mark at once.
 * @returns when it was done at the latest, by GitLab's clock
 * @throws ApiProblem, MisconfiguredError
 * @internal
 */
export async function writeVariable(
  api: ProviderApi,
  { id, rule, variables, variable }: VariablePlace,
  held: HeldVariable | undefined,
  written: { text: string; mark: DeliveryMark; attributes: VariableAttributes },
): Promise<Date> {
  const { text: value, mark, attributes } = written;
  const description = formatDescription(held?.words ?? '', mark, id);
  const body = { ...attributes, value, description };
  const { doneAt } = held
    ? await api.write('PUT', variable, body)
    : await api.write('POST', variables, {
        ...body,
        key: rule.name,
        environment_scope: rule.environment,
        ...(rule.hidden && { masked_and_hidden: true }),
      });
  if (!doneAt) throw new ApiProblem('malformed');
  // GitLab tells the second in which it answered: at its end the write was done for sure.
  return new Date(doneAt.getTime() + 1_000);
}
