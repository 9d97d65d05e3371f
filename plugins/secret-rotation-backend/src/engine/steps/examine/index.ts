export { identityOf } from './consumers';
export type { Examination } from './Examination';
export { examine } from './examine';
