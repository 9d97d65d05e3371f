import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { RequestTemplate } from './RequestTemplate';

const HOSTILE = `a"b\\c\u0000\n/../?#&={key}%2e%2e é"; DROP`;

function request(parts: object) {
  return new RequestTemplate(
    {
      method: 'POST',
      path: '/keys/{id}',
      query: {},
      headers: {},
      ...parts,
    },
    'entry.create',
    ['id'],
    ['key'],
  );
}

it('a text that is filled in stays one segment of the path and one value of the query', () => {
  const { target } = request({ query: { q: '{id}' } }).fill(() => HOSTILE, {
    page: '2',
  });
  const url = new URL(target, 'https://host.test');
  expect(url.pathname.split('/')).toHaveLength(3);
  expect(decodeURIComponent(url.pathname.split('/')[2])).toBe(HOSTILE);
  expect(url.searchParams.get('q')).toBe(HOSTILE);
  expect(url.searchParams.get('page')).toBe('2');
  expect(url.hash).toBe('');
});

it('a text that is filled in stays one text of the body', () => {
  const { body } = request({
    body: { names: ['{id}', 7, true, null], deep: { key: 'k {key}' } },
  }).fill(() => HOSTILE);
  expect(JSON.parse(body ?? '')).toEqual({
    names: [HOSTILE, 7, true, null],
    deep: { key: `k ${HOSTILE}` },
  });
});

it.each(['.', '..'])('a segment %s is refused', text => {
  expect(() => request({}).fill(() => text)).toThrow(MisconfiguredError);
});

it.each(['a\nb: c', 'a\r\n', 'a\u0000', 'é'])(
  'a text that would end a header is refused without being shown',
  text => {
    const template = request({ path: '/keys', headers: { 'X-Key': '{key}' } });
    let thrown: unknown;
    try {
      template.fill(() => text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(MisconfiguredError);
    expect(String(thrown)).not.toContain(text);
  },
);
