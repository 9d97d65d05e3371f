import { PAYMENTS_DATABASE } from '@keyturn/dev-peers/world';
import { Client } from 'pg';

/** Whether a fresh login at PostgreSQL works, past Keyturn. */
export async function acceptsLogin(
  { host, port }: { host: string; port: number },
  { username, password }: Readonly<Record<string, string>>,
): Promise<boolean> {
  const client = new Client({
    host,
    port,
    database: PAYMENTS_DATABASE,
    user: username,
    password,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (Object(error).code === '28P01') return false;
    throw error;
  } finally {
    await client.end();
  }
}
