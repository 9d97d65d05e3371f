import { z } from 'zod';
import type { PortalPaths } from '../workflow/notices';
import type { ConfigurationEntry } from './model';
import { problemOfShape } from './problems';
import { ROOT_KEY } from './readSection';

/** A path of this portal and nowhere else. */
const mountPath = z
  .string()
  .regex(
    /^(?:\/[A-Za-z0-9._~-]+)+$/,
    'must be a path of the portal, for example /secret-rotation',
  );

const shape = z.strictObject({
  rotationPath: mountPath.default('/secret-rotation'),
  catalogPath: mountPath.default('/catalog'),
});

/** Reads `secretRotation.portal`. What is wrong is put on record, and the defaults stand. @internal */
export function readPortalPaths(
  raw: unknown,
  entries: ConfigurationEntry[],
): PortalPaths {
  const parsed = shape.safeParse(raw ?? {});
  if (!parsed.success) {
    const problem = problemOfShape(
      parsed.error,
      raw,
      `${ROOT_KEY}.portal`,
      Object.keys(shape.shape),
    );
    entries.push({ section: 'root', name: 'portal', problem });
  }
  const value = parsed.success ? parsed.data : shape.parse({});
  return { rotation: value.rotationPath, catalog: value.catalogPath };
}
