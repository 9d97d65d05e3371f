export { ldapClient } from './ldapClient';
