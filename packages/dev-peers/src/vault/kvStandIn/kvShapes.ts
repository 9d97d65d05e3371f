import { z } from 'zod';

/** One version of a path. */
export interface Version {
  readonly created_time: string;
  deletion_time: string;
  destroyed: boolean;
  data: Record<string, unknown> | null;
}

/** One path. */
export interface Entry {
  current_version: number;
  oldest_version: number;
  readonly created_time: string;
  updated_time: string;
  max_versions: number;
  cas_required: boolean;
  custom_metadata: Record<string, string> | null;
  versions: Record<string, Version>;
}

/** All paths of the engine. */
export interface KvState {
  readonly config: { max_versions: number; cas_required: boolean };
  readonly entries: Record<string, Entry>;
}

/** A write of a version. */
export const writeBody = z.object({
  data: z.record(z.string(), z.unknown()),
  options: z.object({ cas: z.coerce.number().optional() }).nullish(),
});
/** Versions to delete, undelete or destroy. */
export const versionsBody = z.object({ versions: z.array(z.coerce.number()) });
/** Settings of the engine that the stand-in has. */
export const configBody = z.strictObject({
  max_versions: z.coerce.number().int().nonnegative().optional(),
  cas_required: z.boolean().optional(),
});
/** Settings of a path that the stand-in has. */
export const metadataBody = configBody.extend({
  custom_metadata: z.record(z.string(), z.string().nullable()).nullish(),
});
