import type {
  InstanceObservation,
  ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { AttestingJob } from '../settings';

const PAGE = 100;
const MAX_PAGES = 3;

const shape = z.array(
  z.object({
    id: z.number(),
    name: z.string(),
    ref: z.string(),
    tag: z.boolean(),
    status: z.string(),
    started_at: z.iso.datetime({ offset: true }).nullable(),
    pipeline: z.object({ source: z.string().optional() }),
  }),
);

type Job = z.infer<typeof shape>[number];

/** What a job shows of the version that a variable holds. @internal */
export type JobEvidence = Pick<
  InstanceObservation,
  'health' | 'strength' | 'finding' | 'startedAt' | 'revision'
>;

/**
 * What the last job shows that began after the variable was written: GitLab hands variables over when a job begins. Both
 * times are GitLab's own.
 * @throws ApiProblem
 * @internal
 */
export async function lastJobAfter(
  api: ProviderApi,
  project: string,
  attest: AttestingJob,
  since: Date | undefined,
): Promise<JobEvidence> {
  const last = since && (await findLast(api, project, attest, since));
  if (!last?.started_at)
    return { health: 'healthy', strength: 'none', finding: 'not-reloaded' };
  const told = {
    startedAt: new Date(last.started_at),
    revision: `job ${last.id}`,
  };
  return last.status === 'success'
    ? { ...told, health: 'healthy', strength: 'claimed' }
    : { ...told, health: 'ill', strength: 'none', finding: 'not-reloaded' };
}

async function findLast(
  api: ProviderApi,
  project: string,
  { job, branch }: AttestingJob,
  since: Date,
): Promise<Job | undefined> {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query = new URLSearchParams([
      ['scope[]', 'success'],
      ['scope[]', 'failed'],
      ['per_page', String(PAGE)],
      ['page', String(page)],
    ]);
    const jobs = await api.get(
      `/projects/${encodeURIComponent(project)}/jobs?${query}`,
      shape,
    );
    const last = jobs.find(
      each =>
        each.name === job &&
        each.ref === branch &&
        !each.tag &&
        // Of a fork, too, and its branch may be called as ours is.
        each.pipeline.source !== 'merge_request_event' &&
        each.started_at !== null &&
        new Date(each.started_at) > since,
    );
    if (last || jobs.length < PAGE) return last;
  }
  return undefined;
}
