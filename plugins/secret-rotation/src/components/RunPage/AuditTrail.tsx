import type { RunEvent } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useRunEvents } from '../../data/runQueries';
import { Moment } from '../../time/Moment';
import { useTexts } from '../../translation/useTexts';
import { ActorName } from '../EntityName';
import { PagedPanel } from '../PagedPanel';
import { Panel } from '../Panel';
import { TurnAvatar } from '../TurnStrip';
import styles from './RunPage.module.css';

/** Details are ids, names and counts by contract; only plain ones are shown. */
function plainDetails(event: RunEvent): string[] {
  return Object.entries(event.detail ?? {}).flatMap(([key, value]) =>
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
      ? [`${key}: ${value}`]
      : [],
  );
}

function EventItem(props: { event: RunEvent }) {
  const t = useTexts();
  const { event } = props;
  const details = plainDetails(event);
  return (
    <li>
      <TurnAvatar
        small
        turn={{
          who: event.actor.kind === 'user' ? 'person' : 'keyturn',
          owner: event.actor.ref,
        }}
      />
      <span>
        <b>{event.action}</b>
        {event.step && ` · ${t(`step.${event.step}`)}`}
        <span className={styles.quiet}>
          {' '}
          <Moment at={event.at} as="clock" />, <ActorName actor={event.actor} />
        </span>
        {details.length > 0 && (
          <span className={styles.details}>{details.join(', ')}</span>
        )}
      </span>
    </li>
  );
}

function EventList(props: { events: RunEvent[] }) {
  return (
    <ol className={styles.events}>
      {props.events.map(event => (
        <EventItem key={event.id} event={event} />
      ))}
    </ol>
  );
}

/** What people decided about a run, and every record of its trail. @internal */
export function AuditTrail(props: { runId: number }) {
  const t = useTexts();
  const query = useRunEvents(props.runId);
  const events = query.data?.pages.flatMap(page => page.items) ?? [];
  const decisions = events.filter(event => event.actor.kind === 'user');
  return (
    <>
      <Panel title={t('run.decisions')} aside={`${decisions.length}`}>
        {decisions.length === 0 ? (
          <p className={styles.plain}>{t('run.noDecisions')}</p>
        ) : (
          <EventList events={decisions} />
        )}
      </Panel>
      <PagedPanel
        title={t('run.audit')}
        query={query}
        more={t('run.auditMore')}
        empty={<p className={styles.plain}>{t('run.auditEmpty')}</p>}
      >
        {rows => <EventList events={rows} />}
      </PagedPanel>
    </>
  );
}
