export * from './calendar';
export * from './dispatchTime';
export * from './dueDate';
export * from './freeze';
export * from './localTime';
export * from './retry';
export * from './span';
export * from './window';
