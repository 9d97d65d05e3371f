export { awaitVersion } from './awaitVersion';
export { expectVersion, nothingToMake } from './expectVersion';
export { proveRefusal } from './proveRefusal';
export { requestRotation } from './requestRotation';
