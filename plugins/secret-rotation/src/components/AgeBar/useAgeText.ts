import { spanText } from '../../time/span';
import { useTexts } from '../../translation/useTexts';
import type { AgeDrawing } from './age';

const DAY = 24 * 60 * 60;

/** The words of an age bar; its picture says nothing more. @internal */
export function useAgeText() {
  const t = useTexts();
  const ageOf = ({ ageSeconds }: AgeDrawing) => {
    if (ageSeconds === undefined) return t('age.unknown');
    const count = Math.floor(ageSeconds / DAY);
    return count > 0 ? t('age.days', { count }) : t('age.today');
  };
  const wordsOf = (drawing: AgeDrawing) => {
    const age = ageOf(drawing);
    const { limitSeconds } = drawing;
    return limitSeconds
      ? t('age.withLimit', { age, span: spanText(t, limitSeconds) })
      : t('age.noLimit', { age });
  };
  /** For rows: 131 d of 90 d. */
  const shortOf = ({ ageSeconds, limitSeconds }: AgeDrawing) => {
    if (ageSeconds === undefined) return t('age.unknown');
    const age = spanText(t, ageSeconds);
    return limitSeconds
      ? t('age.of', { age, span: spanText(t, limitSeconds) })
      : age;
  };
  return { ageOf, shortOf, wordsOf };
}
