import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import { secondsBetween, spanText } from '../../time/span';
import { useMoments } from '../../time/useMoments';
import { useTexts } from '../../translation/useTexts';
import type { Acceptance, Segment } from './lanes';

/** What each part of the picture says when it is pointed at. @internal */
export function useLaneWords() {
  const t = useTexts();
  const moments = useMoments();
  const when = (at: number) => moments.short(at);

  const ofSegment = (number: number, segment: Segment) => {
    const version = versionLabel(number);
    const state = t(`version.${segment.state}`);
    const start = when(segment.start);
    if (segment.planned)
      return t('versions.planned', { version, state, start });
    const span = spanText(t, secondsBetween(segment.start, segment.end));
    return segment.ongoing
      ? t('versions.ongoing', { version, state, start, span })
      : t('versions.since', {
          version,
          state,
          start,
          span,
          end: when(segment.end),
        });
  };

  const named = (versions: number[]) =>
    versions.length === 2
      ? t('versions.both', {
          old: versionLabel(versions[0]),
          new: versionLabel(versions[1]),
        })
      : versions.map(versionLabel).join(', ');

  const ofAcceptance = (part: Acceptance) =>
    t('versions.targetAccepts', {
      what: named(part.versions),
      start: when(part.start),
      end: when(part.end),
    });

  return { ofSegment, ofAcceptance, named };
}
