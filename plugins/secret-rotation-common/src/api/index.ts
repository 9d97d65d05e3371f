export * from './models';
export * from './client';
export * from './document';
