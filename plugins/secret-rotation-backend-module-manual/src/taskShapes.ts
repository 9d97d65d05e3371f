import { z } from 'zod';

/** What the operator writes of any task of a person. The host of a link is literal. */
export const instructions = z.string().trim().min(1).max(4000);
export const link = z
  .string()
  .regex(/^https?:\/\/[^/?#{}@\s]+(?:[/?#]\S*)?$/)
  .optional();
/** Entity ref of who is asked. */
export const assignee = z
  .string()
  .regex(/^(?:user|group):[\w.-]+\/[\w.-]+$/i)
  .optional();
