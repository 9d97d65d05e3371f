import { findProgram } from '../processes';

/**
 * Looks for Prometheus: the file in `KEYTURN_PROMETHEUS`; the PATH.
 * @throws Error when the variable names no program
 * @public
 */
export function findPrometheus(): string | undefined {
  return findProgram({
    variable: 'KEYTURN_PROMETHEUS',
    names: ['prometheus'],
  });
}
