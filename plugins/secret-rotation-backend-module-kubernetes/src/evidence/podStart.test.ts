import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import { podStart } from './podStart';

const POD = new Date('2026-03-01T12:00:00Z');
const SOON = new Date('2026-03-01T12:00:03Z');
const LATER = new Date('2026-03-01T12:05:00Z');
const LAST = new Date('2026-03-01T12:07:00Z');

const container = (
  name: string,
  restartCount: number,
  startedAt?: Date,
): V1ContainerStatus => ({
  name,
  restartCount,
  image: 'example',
  imageID: '',
  ready: true,
  ...(startedAt && { state: { running: { startedAt } } }),
});

const started = (
  startTime: Date | undefined,
  ...containerStatuses: V1ContainerStatus[]
) => podStart({ status: { startTime, containerStatuses } } as V1Pod);

describe('a pod started', () => {
  it('when it says so, however long its containers took to come up', () => {
    expect(started(POD, container('main', 0, SOON))).toBe(POD);
    expect(started(POD)).toBe(POD);
  });

  it('anew when one of its containers did, the last one counts', () => {
    expect(
      started(
        POD,
        container('main', 1, LATER),
        container('proxy', 3, LAST),
        container('log', 0, SOON),
      ),
    ).toBe(LAST);
  });

  it('at no new time while the container that had ended is not back', () => {
    expect(started(POD, container('main', 4))).toBe(POD);
  });

  it('at no known time before it did', () => {
    expect(started(undefined)).toBeUndefined();
    expect(podStart({})).toBeUndefined();
  });
});
