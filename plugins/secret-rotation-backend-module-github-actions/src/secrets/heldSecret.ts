import {
  formatDeliveryMark,
  parseDeliveryMark,
  type DeliveryMark,
  type ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { SecretPlace } from './places';

/** Who may read a secret of an organization. @internal */
export interface Audience {
  readonly visibility: 'all' | 'private' | 'selected';
  readonly selected_repository_ids?: readonly number[];
}

/** What GitHub shows of a secret: never its value. @internal */
export interface HeldSecret {
  /** When its value was last written; absent where there is no such secret. */
  readonly updatedAt?: Date;
  readonly visibility?: Audience['visibility'];
  /** Whether the variable of the mark exists, whatever it holds. */
  readonly hasMark: boolean;
  readonly mark?: DeliveryMark;
}

const secretShape = z.object({
  updated_at: z.iso.datetime({ offset: true }),
  visibility: z.enum(['all', 'private', 'selected']).optional(),
});
const variableShape = z.object({ value: z.string() });
const repositoriesShape = z.object({
  total_count: z.number(),
  repositories: z.array(z.object({ id: z.number() })),
});
const PAGE = 100;

/**
 * Reads what GitHub shows of a secret, and our mark beside it.
 * @throws ApiProblem
 * @internal
 */
export async function readHeld(
  api: ProviderApi,
  { secrets, variables, rule, mark }: SecretPlace,
): Promise<HeldSecret> {
  // The mark first: what changes between the two reads makes them differ, and is not taken for ours.
  const variable = await api.find(`${variables}/${mark}`, variableShape);
  const secret = await api.find(`${secrets}/${rule.name}`, secretShape);
  return {
    updatedAt: secret && new Date(secret.updated_at),
    visibility: secret?.visibility,
    hasMark: variable !== undefined,
    mark: parseDeliveryMark(variable?.value),
  };
}

/**
 * Writes the mark beside a secret.
 * @throws ApiProblem
 * @internal
 */
export async function writeMark(
  api: ProviderApi,
  place: SecretPlace,
  mark: DeliveryMark,
  how: { isNew: boolean; audience?: Audience },
): Promise<void> {
  const { variables, mark: name } = place;
  const value = formatDeliveryMark(mark);
  if (how.isNew)
    await api.write('POST', variables, { name, value, ...how.audience });
  else await api.write('PATCH', `${variables}/${name}`, { name, value });
}

/**
 * Who may read an organization's secret now: a write must say it again. `undefined` for other secrets.
 * @throws ApiProblem
 * @internal
 */
export async function readAudience(
  api: ProviderApi,
  { secrets, rule }: SecretPlace,
  { visibility }: HeldSecret,
): Promise<Audience | undefined> {
  if (rule.organization === undefined || visibility === undefined)
    return undefined;
  if (visibility !== 'selected') return { visibility };
  const ids: number[] = [];
  for (let page = 1; ; page += 1) {
    const { total_count: total, repositories } = await api.get(
      `${secrets}/${rule.name}/repositories?per_page=${PAGE}&page=${page}`,
      repositoriesShape,
    );
    ids.push(...repositories.map(({ id }) => id));
    if (repositories.length === 0 || ids.length >= total)
      return { visibility, selected_repository_ids: ids };
  }
}
