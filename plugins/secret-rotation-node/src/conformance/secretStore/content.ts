import type { StoredContent } from './world';

/** Whether a content holds a text, in whatever field. */
export function holdsText(content: StoredContent, text: string): boolean {
  if ('bytes' in content) {
    return Buffer.from(content.bytes).includes(text);
  }
  const fields = fieldsOf(content);
  return fields
    ? JSON.stringify(fields).includes(JSON.stringify(text).slice(1, -1))
    : 'text' in content && content.text.includes(text);
}

/** The named fields of a content, `undefined` when it has none. */
export function fieldsOf(
  content: StoredContent | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (!content || 'bytes' in content) {
    return undefined;
  }
  return 'fields' in content ? content.fields : parsedObject(content.text);
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) {
    return undefined;
  }
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === 'object' && parsed ? { ...parsed } : undefined;
}
