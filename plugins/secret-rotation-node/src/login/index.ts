export {
  ADMIN_LOGIN_FIXES,
  adminLoginEntry,
  adminLoginOf,
  type AdminLogin,
  type AdminLoginSource,
} from './adminLogin';
export {
  alternateUsers,
  readAlternatingUsers,
  type AlternatingUsersOptions,
  type AlternatingUsersRules,
} from './alternatingUsers';
export { nextLogin, type NextLogin } from './nextLogin';
export { checkPasswordAlone } from './passwordAlone';
export { readAddress, type Address } from './readAddress';
export { requireFields } from './requireFields';
