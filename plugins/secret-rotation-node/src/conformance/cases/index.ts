export type { InterceptPoint } from './moments';
export type { CaseTally } from './tallyCases';
