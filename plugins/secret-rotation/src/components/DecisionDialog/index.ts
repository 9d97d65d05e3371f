export { DecisionButton } from './DecisionButton';
export { EnrolButton } from './EnrolButton';
export { RunActions } from './RunActions';
export { isReason } from './reason';
export { decisionKey } from './decisionKey';
