import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { ApiProblem } from './clusters/ApiProblem';
import type { Place } from './Place';

/** What came of acting in one place: a result, or what the cluster said. @internal */
export interface Outcome<T> {
  readonly place: Place;
  readonly result?: T;
  readonly problem?: ApiProblem;
}

/** Acts in all places at once; one that fails does not keep the others from being done. @internal */
export async function inAllPlaces<T>(
  places: readonly Place[],
  act: (place: Place) => Promise<T>,
): Promise<Array<Outcome<T>>> {
  return Promise.all(
    places.map(async place => {
      try {
        return { place, result: await act(place) };
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        return { place, problem: error };
      }
    }),
  );
}

/** Throws what the first place that failed comes to, in our own words. @internal */
export function throwFirstProblem(
  outcomes: ReadonlyArray<Outcome<unknown>>,
  { entityRef }: ConsumerEntity,
): void {
  const failed = outcomes.filter(each => each.problem);
  const denied = failed.find(each => each.problem?.kind === 'forbidden');
  if (denied) {
    const { place, problem } = denied;
    const where = `the namespace ${place.namespace} of ${place.api.name}`;
    throw new PermissionDeniedError(
      `The token may not ${problem?.asked} in ${where}, which ${entityRef} needs`,
      `Give its service account "${problem?.asked}" there; rbac/ of this module has the whole Role`,
    );
  }
  const absent = failed.find(each => each.problem?.kind === 'absent');
  if (absent) {
    throw new MisconfiguredError(
      `${absent.place.api.name} has nothing to ${absent.problem?.asked}`,
      'Install the operator that the entry names as its keeper, or correct keeper',
    );
  }
  if (failed.length > 0) {
    throw new UnavailableError(
      `${failed.length} of ${outcomes.length} places of ${entityRef} could not be asked`,
    );
  }
}
