export { awaitVersion } from './awaitVersion';
export { proveRefusal } from './proveRefusal';
export { requestRotation } from './requestRotation';
