export { LoadFailure } from './LoadFailure';
export { StaleNotice } from './StaleNotice';
export { OutOfBandNotice } from './OutOfBandNotice';
export { ProblemNotice } from './ProblemNotice';
