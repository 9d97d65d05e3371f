/** Whether PostgreSQL can have a login of that name: it cuts longer ones off and keeps `pg_` for itself. */
export function isLoginName(name: string): boolean {
  return (
    name.length > 0 &&
    Buffer.byteLength(name) <= 63 &&
    !name.includes('\0') &&
    !/^pg_/i.test(name)
  );
}
