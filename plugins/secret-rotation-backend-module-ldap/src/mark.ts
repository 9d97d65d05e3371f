import {
  isNewerFence,
  type Fence,
} from '@keyturn/backstage-plugin-secret-rotation-node';

const MARK = /^\[keyturn fence (\d+)\.(\d+)\]$/;

/** A fence as a value of the mark's attribute. */
export function markOf({ run, epoch }: Fence): string {
  return `[keyturn fence ${run}.${epoch}]`;
}

/** The newest fence among the values of an attribute. */
export function readMark(values: readonly string[]): Fence | undefined {
  return values
    .flatMap(value => {
      const [, run, epoch] = MARK.exec(value) ?? [];
      return run === undefined || epoch === undefined
        ? []
        : [{ run: Number(run), epoch: Number(epoch) }];
    })
    .reduce<Fence | undefined>(
      (newest, fence) =>
        newest && isNewerFence(newest, fence) ? newest : fence,
      undefined,
    );
}

/** Whether a value of the attribute is a mark of ours. */
export function isMark(value: string): boolean {
  return MARK.test(value);
}
