export { describeAdminLogin } from './describeAdminLogin';
export type { AdminLoginPeer, AdminLoginWorld } from './peer';
