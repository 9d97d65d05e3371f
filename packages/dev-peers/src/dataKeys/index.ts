export { startRecordService, type RecordService } from './startRecordService';
export {
  readDataKeys,
  seal,
  unseal,
  UnknownKeyError,
  type DataKeys,
} from './sealing';
