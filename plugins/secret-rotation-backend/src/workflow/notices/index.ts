export { DEFAULT_REMINDERS, type Reminders } from './reminders';
export {
  COUNTED_MS,
  planNotices,
  tellAgainMs,
  type NoticeRecord,
} from './planNotices';
export type { PortalPaths } from './links';
export {
  noticesOf,
  OVERDUE_AFTER_MS,
  STALLED_AFTER_MS,
  TOLD_OF_END_MS,
  type CurrentNotice,
} from './noticesOf';
