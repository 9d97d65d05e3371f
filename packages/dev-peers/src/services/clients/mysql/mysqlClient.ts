import { createConnection } from 'mysql2/promise';
import type { MysqlServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

/** Access denied, account locked (MariaDB), account locked (MySQL). The names of these errors differ between servers. */
const REFUSALS = [1045, 4151, 3118];

/** Speaks to MariaDB and MySQL. */
export const mysqlClient: TargetClient<MysqlServiceTarget> = {
  secretField: 'password',
  connect: async (target, { username, password }, name, onLost) => {
    const { host, port, database } = target;
    const connection = await createConnection({
      ...{ host, port, database, password },
      user: username,
      connectTimeout: 5_000,
      connectAttributes: { program_name: name },
    });
    connection.on('error', onLost);
    return {
      query: async () => {
        await connection.query({
          sql: 'select 1 from orders limit 1',
          timeout: 5_000,
        });
      },
      close: () => connection.end(),
    };
  },
  failureOf: error =>
    REFUSALS.includes(Object(error).errno) ? 'refused' : 'unknown',
};
