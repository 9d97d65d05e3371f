export { DEFAULT_REMINDERS, type Reminders } from './reminders';
export {
  COUNTED_MS,
  planNotices,
  tellAgainMs,
  type NoticeRecord,
} from './planNotices';
export type { PortalPaths } from './links';
export type { CurrentNotice } from './facts';
export { noticesOf } from './noticesOf';
export { STALLED_AFTER_MS, TOLD_OF_END_MS } from './runNotices';
export { OVERDUE_AFTER_MS } from './secretNotices';
