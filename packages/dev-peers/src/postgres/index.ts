export {
  startPostgres,
  type PostgresOptions,
  type RunningPostgres,
} from './startPostgres';
export {
  startTemporaryPostgres,
  withPostgres,
  type TemporaryPostgres,
} from './temporaryPostgres';
