import type {
  Attempt,
  RunDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Narrator } from './Narrator';

/** Who is told how a rotation goes. @internal */
export interface Teller {
  began(run: RunDetail): void;
  step(run: RunDetail, attempt: Attempt): void;
  waits(run: RunDetail, cause: string): void;
}

/** Tells it to whoever watches the demo; each line names its run, because several may go on at once. @internal */
export function teller(narrator: Narrator): Teller {
  const seconds = (run: RunDetail, at: string) =>
    `+${((Date.parse(at) - Date.parse(run.createdAt)) / 1000).toFixed(1)} s`;
  return {
    began: run => {
      narrator.tell(`${run.label} began: ${run.reason}`);
    },
    step: (run, { step, endedAt, startedAt, evidence }) => {
      narrator.tell(
        `${run.label} ${step} done (${seconds(run, endedAt ?? startedAt)})`,
      );
      for (const fact of evidence ?? []) {
        narrator.detail(fact);
      }
    },
    waits: (run, cause) => {
      narrator.tell(`${run.label} ${run.step} waits: ${cause}`);
    },
  };
}
