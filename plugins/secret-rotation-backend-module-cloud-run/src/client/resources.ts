import { z } from 'zod';

// What is not named here is kept as it came: it goes back to Google with an update.

const secretItems = z.looseObject({
  secret: z.string(),
  items: z.array(z.looseObject({ version: z.string().optional() })).optional(),
});

/** What a revision is made from, and what is made of it, have this in common. */
const workload = z.looseObject({
  annotations: z.record(z.string(), z.string()).optional(),
  timeout: z.string().optional(),
  serviceAccount: z.string().optional(),
  containers: z
    .array(
      z.looseObject({
        image: z.string().optional(),
        env: z
          .array(
            z.looseObject({
              valueSource: z
                .looseObject({
                  secretKeyRef: z
                    .looseObject({
                      secret: z.string(),
                      version: z.string().optional(),
                    })
                    .optional(),
                })
                .optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
  volumes: z
    .array(z.looseObject({ secret: secretItems.optional() }))
    .optional(),
});

const condition = z.object({
  type: z.string().optional(),
  state: z.string().optional(),
  reason: z.string().optional(),
  revisionReason: z.string().optional(),
  lastTransitionTime: z.string().optional(),
});

const trafficTarget = z.looseObject({
  type: z.string().optional(),
  revision: z.string().optional(),
  percent: z.number().optional(),
});

/** A service as Google shows it. @internal */
export const serviceSchema = z.looseObject({
  name: z.string(),
  etag: z.string(),
  template: workload,
  traffic: z.array(trafficTarget).default([]),
  latestReadyRevision: z.string().optional(),
  latestCreatedRevision: z.string(),
  terminalCondition: condition.optional(),
  reconciling: z.boolean().optional(),
});

/** A revision as Google shows it. @internal */
export const revisionSchema = workload.extend({
  name: z.string(),
  createTime: z.string().optional(),
  conditions: z.array(condition).default([]),
});

/** What a revision is made from, or a revision itself. @internal */
export type Workload = z.infer<typeof workload>;

/** A service. @internal */
export type Service = z.infer<typeof serviceSchema>;

/** An immutable state of a service that can have instances. @internal */
export type Revision = z.infer<typeof revisionSchema>;

/** Where a share of the requests goes. @internal */
export type TrafficTarget = z.infer<typeof trafficTarget>;

/** How far something has come. @internal */
export type Condition = z.infer<typeof condition>;

/** Traffic names revisions by their last part, services by the whole. Pure. @internal */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Whether a revision could be started. Pure. @internal */
export function readyCondition({ conditions }: Revision): Condition {
  return conditions.find(each => each.type === 'Ready') ?? {};
}
