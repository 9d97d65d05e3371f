import {
  instanceId,
  type InstanceObservation,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ApiProblemKind } from '../clusters/ApiProblem';

const FINDINGS: Record<ApiProblemKind, InstanceObservation['finding']> = {
  forbidden: 'permission-denied',
  malformed: 'bad-format',
  absent: 'wrong-path',
  conflict: 'unreachable',
  gone: 'unreachable',
  silent: 'unreachable',
};

/** A place that could not be looked into counts as one instance that shows nothing. @internal */
export function silentPlace(
  name: string,
  kind: ApiProblemKind,
): InstanceObservation {
  return {
    id: instanceId(name),
    health: 'unknown',
    strength: 'none',
    finding: FINDINGS[kind],
  };
}
