export { identityOf } from './consumers';
export type { Examination, ExamineContext } from './Examination';
export { examine } from './examine';
export { examineUnmappedUse } from './unmappedUse';
