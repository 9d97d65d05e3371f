import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { HeldVariable } from './heldVariable';
import type { VariablePlace } from './places';

/** What GitLab is told of a variable besides its value. @internal */
export interface VariableAttributes {
  readonly masked: boolean;
  readonly protected: boolean;
  readonly variable_type: string;
  /** Always: a dollar sign in a value is no reference to another variable. */
  readonly raw: true;
}

/**
 * How a variable is to be: as the operator says; what they do not say stays, or is the safe choice for a new one. Pure.
 * @throws MisconfiguredError when it cannot become so
 * @internal
 */
export function attributesFor(
  { id, rule }: VariablePlace,
  held: HeldVariable | undefined,
): VariableAttributes {
  if (rule.hidden && held && !held.isHidden)
    throw new MisconfiguredError(
      `The variable ${id} is not hidden, and GitLab hides new ones alone`,
      `Remove it and start again: Keyturn creates it hidden. Or set ${rule.key}.hidden to false`,
    );
  return {
    // GitLab keeps a hidden one masked, whatever it is told.
    masked: rule.masked || held?.isHidden === true,
    protected: rule.protected ?? held?.isProtected ?? true,
    variable_type: rule.type ?? held?.type ?? 'env_var',
    raw: true,
  };
}

/** Whether a variable is as it is to be. Pure. @internal */
export function hasAttributes(
  held: HeldVariable,
  wanted: VariableAttributes,
): boolean {
  return (
    held.isRaw &&
    held.isMasked === wanted.masked &&
    held.isProtected === wanted.protected &&
    held.type === wanted.variable_type
  );
}

/**
 * Looks whether GitLab can mask a value in job logs, by its documented rules. Pure.
 * @throws MisconfiguredError that shows nothing of the value
 * @internal
 */
export function requireMaskable(
  { id, rule }: VariablePlace,
  text: string,
): void {
  if (/^\S{8,}$/.test(text) && text !== rule.name) return;
  throw new MisconfiguredError(
    `The value cannot be masked in ${id}: GitLab masks one line of 8 characters or more without spaces`,
    `Choose another field or a stricter password policy, or set ${rule.key}.masked to false`,
  );
}
