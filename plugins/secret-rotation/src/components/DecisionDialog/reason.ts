/** The API's own rule: at least three characters, not blanks alone, at most 500. @internal */
export function isReason(text: string): boolean {
  const { length } = text.trim();
  return length >= 3 && length <= 500;
}
