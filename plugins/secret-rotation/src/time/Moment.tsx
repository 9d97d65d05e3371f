import { useMoments, type Moments } from './useMoments';

/** A moment: short on screen, in full on hover, exact for machines. @internal */
export function Moment(props: {
  at: string | number;
  as?: 'clock' | 'hour' | 'short' | 'day' | 'full';
}) {
  const moments: Moments = useMoments();
  const { at, as = 'short' } = props;
  return (
    <time dateTime={new Date(at).toISOString()} title={moments.full(at)}>
      {moments[as](at)}
    </time>
  );
}
