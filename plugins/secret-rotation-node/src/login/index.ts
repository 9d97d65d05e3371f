export {
  adminLoginOf,
  type AdminLogin,
  type AdminLoginSource,
} from './adminLogin';
export {
  ADMIN_BIND_FIXES,
  ADMIN_LOGIN_FIXES,
  adminBindEntry,
  adminLoginEntry,
  type AdminLoginKeys,
} from './adminLoginEntry';
export {
  alternateUsers,
  readAlternatingUsers,
  type AlternatingUsersOptions,
  type AlternatingUsersRules,
} from './alternatingUsers';
export { checkOutcomes, type LoginFinding } from './loginFindings';
export { probesOf, tryEverywhere, type EndpointOutcome } from './loginOutcomes';
export { nextLogin, type NextLogin } from './nextLogin';
export { checkPasswordAlone } from './passwordAlone';
export { readAddress, type Address } from './readAddress';
export { readCredentialFile } from './readCredentialFile';
export { requireFields } from './requireFields';
