import type { GitLabVariable } from './GitLabState';

const NEW: Omit<GitLabVariable, 'key' | 'value'> = {
  environment_scope: '*',
  variable_type: 'env_var',
  protected: false,
  masked: false,
  hidden: false,
  raw: false,
  description: null,
};

/** A variable as a request makes it: what the request does not say has GitLab's default. */
export function createdVariable(
  body: Partial<GitLabVariable> & { masked_and_hidden?: boolean },
): GitLabVariable {
  const { masked_and_hidden: isHidden = false, ...rest } = body;
  const { key = '', value = '' } = rest;
  return {
    ...NEW,
    ...rest,
    key,
    value,
    masked: rest.masked === true || isHidden,
    hidden: isHidden,
  };
}

/** Which attribute GitLab refuses; `undefined` when none. */
export function refusedAttribute(variable: GitLabVariable): string | undefined {
  const { key, value, description, masked, hidden, raw } = variable;
  if (!/^\w{1,255}$/.test(key)) return 'key';
  if ((description ?? '').length > 255) return 'description';
  if (hidden && !masked) return 'masked';
  const maskable = raw ? /^\S{8,}$/ : /^[a-zA-Z0-9_+=/@:.~-]{8,}$/;
  return masked && !maskable.test(value) ? 'value' : undefined;
}

/** What GitLab shows of a variable. */
export function shownVariable(variable: GitLabVariable) {
  return { ...variable, value: variable.hidden ? null : variable.value };
}
