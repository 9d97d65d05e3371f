export { LoadFailure, type FailureWords } from './LoadFailure';
export { StaleNotice } from './StaleNotice';
export { OutOfBandNotice } from './OutOfBandNotice';
export { ProblemNotice } from './ProblemNotice';
