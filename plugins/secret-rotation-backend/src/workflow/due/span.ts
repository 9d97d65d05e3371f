const DAY_MS = 24 * 60 * 60 * 1000;

/** A span for people: `30 days`, `90 minutes`, `45 seconds`. */
export function describeSpan(ms: number): string {
  const units: Array<[number, string]> = [
    [DAY_MS, 'day'],
    [60 * 60 * 1000, 'hour'],
    [60 * 1000, 'minute'],
  ];
  const [size, unit] = units.find(
    ([length]) => ms >= length && ms % length === 0,
  ) ?? [1000, 'second'];
  const count = Math.round(ms / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
