import type {
  InstanceObservation,
  ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { AttestingWorkflow } from '../settings';

const PAGE = 50;
const FAILED = ['failure', 'timed_out', 'startup_failure'];

const shape = z.object({
  workflow_runs: z.array(
    z.object({
      id: z.number(),
      created_at: z.iso.datetime({ offset: true }),
      conclusion: z.string().nullable(),
      event: z.string(),
      head_repository: z.object({ full_name: z.string() }).nullable(),
    }),
  ),
});

/** What a workflow's runs show of the version that a secret holds. @internal */
export type RunEvidence = Pick<
  InstanceObservation,
  'health' | 'strength' | 'finding' | 'startedAt' | 'revision'
>;

/**
 * What the last run shows that was made after the secret was written: GitHub reads secrets when it queues a run, those
 * of environments later. Both times are GitHub's own. A run made again keeps its first time, and so does not count.
 * @throws ApiProblem
 * @internal
 */
export async function lastRunAfter(
  api: ProviderApi,
  repository: string,
  { workflow, branch }: AttestingWorkflow,
  since: Date,
): Promise<RunEvidence> {
  const query = new URLSearchParams({
    status: 'completed',
    per_page: String(PAGE),
    ...(branch !== undefined && { branch }),
  });
  const { workflow_runs: runs } = await api.get(
    `/repos/${repository}/actions/workflows/${workflow}/runs?${query}`,
    shape,
  );
  const [last] = runs.filter(
    run =>
      new Date(run.created_at) > since &&
      // A fork's run gets no secrets, and may call its branch as ours is called.
      run.event !== 'pull_request' &&
      run.head_repository?.full_name.toLowerCase() ===
        repository.toLowerCase() &&
      (run.conclusion === 'success' || FAILED.includes(run.conclusion ?? '')),
  );
  if (!last)
    return { health: 'healthy', strength: 'none', finding: 'not-reloaded' };
  const told = {
    startedAt: new Date(last.created_at),
    revision: `run ${last.id}`,
  };
  return last.conclusion === 'success'
    ? { ...told, health: 'healthy', strength: 'claimed' }
    : { ...told, health: 'ill', strength: 'none', finding: 'not-reloaded' };
}
