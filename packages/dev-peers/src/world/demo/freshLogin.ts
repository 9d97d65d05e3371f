import { Client } from 'pg';

/** What PostgreSQL said to a fresh login. @internal */
export type LoginAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown'; readonly code: string };

const REFUSALS = ['28P01', '28000'];

/** Logs in as a service would, and reads the table that the services read. @internal */
export async function freshLogin(
  target: { host: string; port: number; database: string },
  login: { username: string; password: string },
): Promise<LoginAnswer> {
  const client = new Client({
    ...target,
    user: login.username,
    password: login.password,
    application_name: 'keyturn-demo',
    connectionTimeoutMillis: 5_000,
    ssl: false,
  });
  // A refused connection also fails the call below, which reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1 from orders limit 1');
    return { kind: 'accepted' };
  } catch (error) {
    const code = String(Object(error).code ?? 'no-code');
    return { kind: REFUSALS.includes(code) ? 'refused' : 'unknown', code };
  } finally {
    await client.end().catch(() => undefined);
  }
}
