export * from './model';
export * from './matching';
export * from './readConfiguration';
