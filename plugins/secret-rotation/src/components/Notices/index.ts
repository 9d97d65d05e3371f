export { LoadFailure } from './LoadFailure';
export { StaleNotice } from './StaleNotice';
export { ProblemNotice } from './ProblemNotice';
