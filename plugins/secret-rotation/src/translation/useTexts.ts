import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { secretRotationTranslationRef } from './ref';

/** Translates a key of this plugin. @internal */
export type Texts = ReturnType<typeof useTexts>;

/** The texts of this plugin in the user's language. @internal */
export function useTexts() {
  return useTranslationRef(secretRotationTranslationRef).t;
}
