const MOST_BYTES = 255;

/**
 * Whether RabbitMQ can have a user of that name, and its API can be asked about it: a path cannot hold `.` or `..`, and
 * control signs divide the parts of a login.
 */
export function isUserName(name: string): boolean {
  return (
    name !== '.' &&
    name !== '..' &&
    !/[\p{Cc}\p{Cs}]/u.test(name) &&
    Buffer.byteLength(name) <= MOST_BYTES
  );
}
