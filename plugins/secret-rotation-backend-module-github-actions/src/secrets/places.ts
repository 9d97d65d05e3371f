import {
  isAllowedName,
  MisconfiguredError,
  type ConsumerEntity,
  type DeliveryPlace,
  type DeliveryScope,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { GitHubActionsSettings, SecretRule } from '../settings';

/** Backstage's annotation that names an entity's repository. */
const SLUG = 'github.com/project-slug';

/** One secret of GitHub in which a consumer reads a path. @internal */
export interface SecretPlace extends DeliveryPlace {
  readonly rule: SecretRule;
  /** Path of the API under which secrets are. */
  readonly secrets: string;
  /** Path of the API under which variables of the same scope are. */
  readonly variables: string;
  /** Name of the variable that says what the secret holds. */
  readonly mark: string;
}

/**
 * Where a consumer reads a path, as far as the operator allows it. Pure.
 * @throws MisconfiguredError when its annotation leads nowhere
 * @internal
 */
export function scopeOf(
  { key, secrets, allow }: GitHubActionsSettings,
  consumer: ConsumerEntity,
  path: string,
): DeliveryScope<SecretPlace> {
  const repository = consumer.annotations?.[SLUG] ?? '';
  // Two plain segments: nothing that could lead to another path of the API.
  if (!/^[A-Za-z0-9][\w-]{0,38}\/(?!\.{1,2}$)[\w.-]{1,100}$/.test(repository))
    throw new MisconfiguredError(
      `${consumer.entityRef} names no repository`,
      `Write its annotation ${SLUG} as owner/name`,
    );
  const isAllowed = allow.some(
    ({ namespaces, repositories }) =>
      isAllowedName(namespaces, consumer.namespace) &&
      isAllowedName(repositories, repository),
  );
  if (!isAllowed)
    throw new MisconfiguredError(
      `${consumer.entityRef} names a repository that ${key}.allow does not list for its namespace`,
      `Correct its annotation ${SLUG}, or add the repository there`,
    );
  const [owner] = repository.split('/');
  const places = secrets
    .filter(rule => isAllowedName(rule.paths, path) && fits(rule, owner))
    .map(rule => placeOf(rule, repository));
  if (places.length === 0)
    throw new MisconfiguredError(
      `No secret of ${key}.secrets takes the path of this secret for ${consumer.entityRef}`,
      'Add its path there, for example { paths: [payments/*], name: DB_PASSWORD }',
    );
  return { project: repository, places };
}

function fits({ organization }: SecretRule, owner: string): boolean {
  return (
    organization === undefined ||
    organization.toLowerCase() === owner.toLowerCase()
  );
}

function placeOf(rule: SecretRule, repository: string): SecretPlace {
  const { environment, organization, name } = rule;
  const mark = `${name}_KEYTURN`;
  if (organization !== undefined) {
    const base = `/orgs/${organization}/actions`;
    return { ...under(base), id: `${organization} ${name}`, rule, mark };
  }
  if (environment !== undefined) {
    const at = `/repos/${repository}/environments/`;
    const id = `${repository} ${environment} ${name}`;
    return { ...under(at + encodeURIComponent(environment)), id, rule, mark };
  }
  const base = `/repos/${repository}/actions`;
  return { ...under(base), id: `${repository} ${name}`, rule, mark };
}

function under(base: string) {
  return { secrets: `${base}/secrets`, variables: `${base}/variables` };
}
