export { mysqlClient } from './mysqlClient';
