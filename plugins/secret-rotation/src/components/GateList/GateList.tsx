import type { Gate } from '@keyturn/backstage-plugin-secret-rotation-common';
import { VisuallyHidden } from '@backstage/ui';
import { secondsBetween, spanText } from '../../time/span';
import { useNow } from '../../time/useNow';
import { useTexts } from '../../translation/useTexts';
import { Panel } from '../Panel';
import { Glyph } from '../StateMark';
import styles from './GateList.module.css';

/** What must hold before the old version is revoked, and whether it does. @internal */
export function GateList(props: { gates: Gate[] }) {
  const t = useTexts();
  const now = useNow(5_000);
  const { gates } = props;
  const held = gates.filter(gate => gate.holds).length;
  return (
    <Panel
      title={t('gates.title')}
      aside={
        gates.length > 0 &&
        t('gates.count', { held: `${held}`, all: `${gates.length}` })
      }
      footer={t('gates.never')}
    >
      {gates.length === 0 && <p>{t('gates.none')}</p>}
      <ul className={styles.gates}>
        {gates.map(gate => (
          <li key={gate.code}>
            <Glyph
              shape={gate.holds ? 'done' : 'waiting'}
              tone={gate.holds ? 'ok' : 'live'}
            />
            <span>
              <b>{t(`gate.${gate.code}`)}</b>{' '}
              <VisuallyHidden>
                {gate.holds ? t('gates.holds') : t('gates.open')}
              </VisuallyHidden>
              <span className={styles.detail}>
                {gate.detail}
                {gate.checkedAt &&
                  ` (${t('gates.checked', {
                    ago: t('time.ago', {
                      span: spanText(t, secondsBetween(gate.checkedAt, now)),
                    }),
                  })})`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
