import { createHash } from 'node:crypto';
import type {
  FunctionConfiguration,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import type { MarkSettings } from './settings';

/** Where the configuration of a function carries the version of one path. @internal */
export type Mark =
  | { readonly variable: string }
  /** Stands before the version in the description. */
  | { readonly label: string };

const PLACEHOLDER = '{path}';

/** The mark of one path. A function can use several secrets; the digest tells paths apart that look alike. Pure. @internal */
export function markOf(settings: MarkSettings, path: string): Mark {
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 8);
  if ('description' in settings)
    return { label: `${settings.description}:${digest}=` };
  const slug = path.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  const name = `${slug.slice(0, 50)}_${digest}`.toUpperCase();
  return { variable: settings.environment.replace(PLACEHOLDER, name) };
}

/** Which version a configuration carries, whatever wrote it there. Pure. @internal */
export function markedWith(
  { Environment, Description = '' }: FunctionConfiguration,
  mark: Mark,
): string | undefined {
  if ('variable' in mark) return Environment?.Variables?.[mark.variable];
  const word = Description.split(' ').find(each => each.startsWith(mark.label));
  return word && decode(word.slice(mark.label.length));
}

/** What an update must set so that a configuration carries a version, and keeps all else. Pure. @internal */
export function withMark(
  { Environment, Description = '' }: FunctionConfiguration,
  mark: Mark,
  version: string,
): Partial<UpdateFunctionConfigurationRequest> {
  if ('variable' in mark) {
    // Variables are replaced as a whole.
    const Variables = { ...Environment?.Variables, [mark.variable]: version };
    return { Environment: { Variables } };
  }
  const others = Description.split(' ').filter(
    each => each !== '' && !each.startsWith(mark.label),
  );
  const word = `${mark.label}${encodeURIComponent(version)}`;
  return { Description: [...others, word].join(' ') };
}

/** The variables of a function without those that carry versions. Pure. @internal */
export function unmarkedVariables(
  { Environment }: FunctionConfiguration,
  settings: MarkSettings,
): Record<string, string> {
  const isMark = (name: string) => {
    if (!('environment' in settings)) return false;
    const { environment } = settings;
    return environment.endsWith(PLACEHOLDER)
      ? name.startsWith(environment.slice(0, -PLACEHOLDER.length))
      : name === environment;
  };
  return Object.fromEntries(
    Object.entries(Environment?.Variables ?? {}).filter(
      ([name]) => !isMark(name),
    ),
  );
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // somebody's hand wrote it: it names no version
  }
}
