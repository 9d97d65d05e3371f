export * from './models';
export * from './client';
export { openApiDocument } from './generated/document';
