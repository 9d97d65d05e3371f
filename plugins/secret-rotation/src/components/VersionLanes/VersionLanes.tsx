import { useState, type CSSProperties, type ReactNode } from 'react';
import {
  versionLabel,
  type Run,
  type Version,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { secondsBetween, spanText } from '../../time/span';
import { useMoments } from '../../time/useMoments';
import { useNow } from '../../time/useNow';
import { useTexts } from '../../translation/useTexts';
import { drawLanes } from './lanes';
import { useLaneWords } from './useLaneWords';
import styles from './VersionLanes.module.css';

/** The versions of a secret on a time line, with the time in which old and new both work. @internal */
export function VersionLanes(props: { versions: Version[]; run?: Run }) {
  const t = useTexts();
  const moments = useMoments();
  const now = useNow(5_000);
  const words = useLaneWords();
  const [readout, setReadout] = useState<string>();
  const { versions, run } = props;
  const drawing = drawLanes(versions, run, now);
  const { start, end, overlap } = drawing;

  const percent = (at: number) => (100 * (at - start)) / (end - start);
  const place = (part: { start: number; end: number }): CSSProperties => ({
    left: `${percent(part.start)}%`,
    width: `calc(${percent(part.end) - percent(part.start)}% - 2px)`,
  });
  // A part that is too narrow for its word says it when it is pointed at.
  const fits = (of: { start: number; end: number }) =>
    percent(of.end) - percent(of.start) >= 8;
  const part = (
    key: string,
    className: string,
    style: CSSProperties,
    says: string,
    label: ReactNode,
  ) => (
    <button
      key={key}
      type="button"
      className={`${styles.segment} ${className}`}
      style={style}
      aria-label={says}
      onMouseEnter={() => setReadout(says)}
      onFocus={() => setReadout(says)}
      onClick={() => setReadout(says)}
    >
      <span>{label}</span>
    </button>
  );
  const nowLine = drawing.now !== undefined && (
    <i
      className={styles.nowLine}
      style={{ left: `${percent(drawing.now)}%` }}
    />
  );

  if (versions.length === 0) return <p>{t('versions.none')}</p>;
  return (
    <>
      <div className={styles.lanes}>
        {overlap && (
          <>
            <span />
            <div className={styles.bracket}>
              <em style={{ left: `${Math.min(percent(overlap.start), 60)}%` }}>
                {drawing.now !== undefined && overlap.end > now
                  ? t('versions.overlapLeft', {
                      all: spanText(
                        t,
                        secondsBetween(overlap.start, overlap.end),
                      ),
                      left: spanText(t, secondsBetween(now, overlap.end)),
                    })
                  : t('versions.overlap', {
                      all: spanText(
                        t,
                        secondsBetween(overlap.start, overlap.end),
                      ),
                    })}
              </em>
              <i style={place(overlap)} />
            </div>
          </>
        )}
        {drawing.lanes.map(lane => (
          <div key={lane.number} className={styles.row}>
            <div className={styles.name}>
              <b>{versionLabel(lane.number)}</b>
              <span>{t(`versions.role.${lane.role}`)}</span>
            </div>
            <div className={styles.lane}>
              {lane.segments.map(segment =>
                part(
                  `${segment.state}-${segment.start}`,
                  [
                    styles[segment.state],
                    segment.planned && styles.planned,
                    segment.overlap && styles.overlap,
                  ]
                    .filter(Boolean)
                    .join(' '),
                  place(segment),
                  words.ofSegment(lane.number, segment),
                  segment.state === 'pending' || !fits(segment)
                    ? ''
                    : t(`version.${segment.state}`),
                ),
              )}
              {nowLine}
            </div>
          </div>
        ))}
        {drawing.acceptances.length > 0 && (
          <div className={styles.row}>
            <div className={styles.name}>
              <b>{t('versions.target')}</b>
              <span>{t('versions.accepts')}</span>
            </div>
            <div className={styles.lane}>
              {drawing.acceptances.map(acceptance =>
                part(
                  `${acceptance.versions.join('+')}-${acceptance.start}`,
                  [
                    acceptance.versions.length > 1
                      ? `${styles.both} ${styles.overlap}`
                      : styles.previous,
                    acceptance.planned && styles.planned,
                  ]
                    .filter(Boolean)
                    .join(' '),
                  place(acceptance),
                  words.ofAcceptance(acceptance),
                  fits(acceptance) ? words.named(acceptance.versions) : '',
                ),
              )}
              {nowLine}
            </div>
          </div>
        )}
        <span />
        <div className={styles.axis} aria-hidden="true">
          <span className={styles.first}>{moments.short(start)}</span>
          {drawing.now !== undefined && (
            <span
              className={styles.nowLabel}
              style={{ left: `${percent(drawing.now)}%` }}
            >
              {t('versions.nowAt', { time: moments.hour(drawing.now) })}
            </span>
          )}
          <span className={styles.last}>{moments.hour(end)}</span>
        </div>
      </div>
      <p className={styles.readout} aria-live="polite">
        {readout ?? t('versions.hint')}
      </p>
      <p className={styles.legend}>
        {t('versions.legend', { zone: moments.zone })}
      </p>
    </>
  );
}
