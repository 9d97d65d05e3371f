import {
  isAllowedName,
  MisconfiguredError,
  type ConsumerEntity,
  type DeliveryPlace,
  type DeliveryScope,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { GitLabCiSettings, VariableRule } from '../settings';

/** The annotation that names an entity's project, as Backstage's GitLab plugin reads it. */
const SLUG = 'gitlab.com/project-slug';

/** One variable in which a consumer reads a path. @internal */
export interface VariablePlace extends DeliveryPlace {
  readonly rule: VariableRule;
  /** Path of the API under which variables of its project or group are. */
  readonly variables: string;
  /** Path of the API to this one. */
  readonly variable: string;
  /** Path of the API to a variable of the project that would hide this one of a group. */
  readonly hiddenBy?: string;
}

/**
 * Where a consumer reads a path, as far as the operator allows it. Pure.
 * @throws MisconfiguredError when its annotation leads nowhere
 * @internal
 */
export function scopeOf(
  { key, variables, allow }: GitLabCiSettings,
  consumer: ConsumerEntity,
  path: string,
): DeliveryScope<VariablePlace> {
  const project = consumer.annotations?.[SLUG] ?? '';
  // Plain segments: nothing that could lead to another path of the API.
  if (
    !/^[A-Za-z0-9_][\w.-]{0,254}(\/[A-Za-z0-9_][\w.-]{0,254}){1,20}$/.test(
      project,
    )
  )
    throw new MisconfiguredError(
      `${consumer.entityRef} names no project`,
      `Write its annotation ${SLUG} as group/project, with all groups`,
    );
  const isAllowed = allow.some(
    ({ namespaces, projects }) =>
      isAllowedName(namespaces, consumer.namespace) &&
      isAllowedName(projects, project),
  );
  if (!isAllowed)
    throw new MisconfiguredError(
      `${consumer.entityRef} names a project that ${key}.allow does not list for its namespace`,
      `Correct its annotation ${SLUG}, or add the project there`,
    );
  const places = variables
    .filter(rule => isAllowedName(rule.paths, path) && fits(rule, project))
    .map(rule => placeOf(rule, project));
  if (places.length === 0)
    throw new MisconfiguredError(
      `No variable of ${key}.variables takes the path of this secret for ${consumer.entityRef}`,
      'Add its path there, for example { paths: [payments/*], name: DB_PASSWORD }',
    );
  return { project, places };
}

function fits({ group }: VariableRule, project: string): boolean {
  return (
    group === undefined ||
    project.toLowerCase().startsWith(`${group.toLowerCase()}/`)
  );
}

function placeOf(rule: VariableRule, project: string): VariablePlace {
  const { group, name, environment } = rule;
  const ofProject = `/projects/${encodeURIComponent(project)}/variables`;
  const variables =
    group === undefined
      ? ofProject
      : `/groups/${encodeURIComponent(group)}/variables`;
  const filter = new URLSearchParams({
    'filter[environment_scope]': environment,
  });
  const scope = environment === '*' ? '' : `${environment} `;
  return {
    id: `${group ?? project} ${scope}${name}`,
    rule,
    variables,
    variable: `${variables}/${name}?${filter}`,
    ...(group !== undefined && { hiddenBy: `${ofProject}/${name}` }),
  };
}
