export {
  alternateUsers,
  readAlternatingUsers,
  type AlternatingUsersOptions,
  type AlternatingUsersRules,
} from './alternatingUsers';
