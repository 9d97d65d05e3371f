/** What adapters for consumers that a cloud runs have in common: functions, services. */
export * from './WorkloadConsumerAdapter';
export * from './workloadNames';
export * from './WorkloadProblem';
export * from './WorkloadProvider';
