import type { CommandResult } from './runCommand';

/** `EX_NOPERM` of sysexits.h. */
const NO_PERMISSION = 77;
/** `EX_UNAVAILABLE` and `EX_TEMPFAIL` of sysexits.h, and what ssh says when there is no connection. */
const UNREACHABLE: readonly number[] = [69, 75, 255];

/** Whether the command said that it may not do what it is for. @internal */
export function isDenied(result: CommandResult): boolean {
  return result.kind === 'exited' && result.code === NO_PERMISSION;
}

/** Whether the command could not reach the instance, or was killed before it said so. @internal */
export function isSilent(result: CommandResult): boolean {
  return (
    result.kind === 'killed' ||
    (result.kind === 'exited' && UNREACHABLE.includes(result.code))
  );
}
