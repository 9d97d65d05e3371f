import { X509Certificate } from 'node:crypto';
import { makeAuthority } from '../__testUtils__/madeAuthority';
import { renewalTime } from './renewalTime';

const DAY_MS = 86_400_000;

async function certificate(name: string): Promise<X509Certificate> {
  return new X509Certificate((await makeAuthority(name)).pem);
}

describe('when a certificate is to be renewed', () => {
  it('is when two thirds of its time are over, where its authority suggests nothing', async () => {
    const made = await certificate('one');
    const [from, to] = [made.validFromDate, made.validToDate].map(Number);
    expect(renewalTime(made, undefined).at.getTime()).toBe(
      from + Math.floor(((to - from) * 2) / 3),
    );
  });

  it('is in the window that its authority suggests, at its own time, the same whenever it is asked', async () => {
    const window = { start: new Date(0), end: new Date(30 * DAY_MS) };
    const made = await Promise.all(
      ['one', 'two', 'three', 'four', 'five'].map(certificate),
    );
    const times = made.map(each => renewalTime(each, window).at.getTime());
    expect(made.map(each => renewalTime(each, window).at.getTime())).toEqual(
      times,
    );
    expect(new Set(times).size).toBe(made.length);
    for (const time of times) {
      expect(time).toBeGreaterThanOrEqual(window.start.getTime());
      expect(time).toBeLessThan(window.end.getTime());
    }
  });
});
