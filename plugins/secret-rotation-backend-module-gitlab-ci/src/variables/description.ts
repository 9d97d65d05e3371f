import {
  formatDeliveryMark,
  MisconfiguredError,
  parseDeliveryMark,
  type DeliveryMark,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** As much as GitLab takes. */
const MAX_LENGTH = 255;
const MARK_START = '{"keyturn":1,';

/** A variable's description: what people wrote, and our mark behind it. @internal */
export interface Description {
  readonly words: string;
  readonly mark?: DeliveryMark;
}

/** Reads a description. Pure. @internal */
export function parseDescription(text: string): Description {
  const at = text.lastIndexOf(MARK_START);
  const mark = at < 0 ? undefined : parseDeliveryMark(text.slice(at));
  return mark
    ? { words: text.slice(0, at).trimEnd(), mark }
    : { words: text.trimEnd() };
}

/**
 * Writes a description. Pure.
 * @throws MisconfiguredError when people's words leave no room for the mark
 * @internal
 */
export function formatDescription(
  words: string,
  mark: DeliveryMark,
  id: string,
): string {
  const withMark = (each: DeliveryMark) =>
    `${words} ${formatDeliveryMark(each)}`.trimStart();
  // The mark gets its time later: no write begins that could not be ended.
  const longest = withMark({ ...mark, since: mark.since ?? new Date(0) });
  if ([...longest].length <= MAX_LENGTH) return withMark(mark);
  throw new MisconfiguredError(
    `The description of the variable ${id} leaves no room for Keyturn's mark`,
    `Shorten it to ${MAX_LENGTH - 175} characters`,
  );
}
