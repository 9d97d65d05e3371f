import type { AuditorServiceEventSeverityLevel } from '@backstage/backend-plugin-api';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  secretCancelPermission,
  secretCompletePermission,
  secretEnrolPermission,
  secretPlanPermission,
  secretReadPermission,
  secretRecheckPermission,
  secretReleasePermission,
  secretResolvePermission,
  secretStartPermission,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** How a kind of decision is recorded, and which permission it needs. @internal */
export interface Verb {
  eventId: string;
  severity: AuditorServiceEventSeverityLevel;
  permission: ResourcePermission;
}

export const READ_SECRET: Verb = {
  eventId: 'secret-read',
  severity: 'low',
  permission: secretReadPermission,
};
export const READ_RUN: Verb = { ...READ_SECRET, eventId: 'run-read' };
export const PLAN: Verb = {
  eventId: 'secret-plan',
  severity: 'medium',
  permission: secretPlanPermission,
};
export const ENROL: Verb = {
  eventId: 'secret-enrol',
  severity: 'critical',
  permission: secretEnrolPermission,
};
export const START: Verb = {
  eventId: 'run-start',
  severity: 'high',
  permission: secretStartPermission,
};
export const CANCEL: Verb = {
  eventId: 'run-cancel',
  severity: 'high',
  permission: secretCancelPermission,
};
export const ROLLBACK: Verb = { ...CANCEL, eventId: 'run-rollback' };
export const RECHECK: Verb = {
  eventId: 'run-recheck',
  severity: 'medium',
  permission: secretRecheckPermission,
};
export const COMPLETE: Verb = {
  eventId: 'run-complete',
  severity: 'high',
  permission: secretCompletePermission,
};
export const ADOPT: Verb = {
  eventId: 'run-adopt',
  severity: 'high',
  permission: secretResolvePermission,
};
export const RETRY: Verb = { ...ADOPT, eventId: 'run-retry' };
export const RELEASE: Verb = {
  eventId: 'run-release',
  severity: 'critical',
  permission: secretReleasePermission,
};
