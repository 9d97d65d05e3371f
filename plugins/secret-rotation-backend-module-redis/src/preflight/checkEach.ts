import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';

/** One thing that must be so at every node. */
interface Expectation<T> {
  readonly code: string;
  fails(each: T): boolean;
  /** What is said when it is so everywhere. */
  readonly is: string;
  /** What is said of the nodes where it is not. */
  isNot(names: string): string;
  readonly fix: string;
}

/** Looks at each node, and names those where something is not as it must be. */
export function checkEach<T extends { readonly name: string }>(
  all: readonly T[],
  { code, fails, is, isNot, fix }: Expectation<T>,
): PreflightCheck {
  const failing = all.filter(each => fails(each)).map(({ name }) => name);
  return failing.length === 0
    ? { code, ok: true, message: is }
    : { code, ok: false, message: isNot(failing.join(', ')), fix };
}
