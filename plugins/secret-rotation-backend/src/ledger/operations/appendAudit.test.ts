import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { NOON, openLedger } from '../../__testUtils__/ledgerRows';
import { auditRows } from '../columns';
import { appendAudit, auditHash, type AuditEntry } from './appendAudit';

jest.setTimeout(60_000);

const ENTRY: AuditEntry = {
  at: NOON,
  action: 'step.done',
  actor: { kind: 'user', ref: 'user:default/ana' },
  secretRef: 'resource:default/login',
  runId: 7,
  step: 'verify',
  detail: { evidence: ['a', 'b'], wave: 1 },
};
const databases = TestDatabases.create();

describe('the digest of an audit record', () => {
  it('does not depend on the order of keys or on absent parts', () => {
    const turned = Object.fromEntries(
      Object.entries({
        ...ENTRY,
        detail: { wave: 1, gone: undefined, evidence: ['a', 'b'] },
      }).reverse(),
    );
    expect(auditHash(turned as unknown as AuditEntry)).toBe(auditHash(ENTRY));
    expect(auditHash(ENTRY)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[keyof AuditEntry, Partial<AuditEntry>]>([
    ['at', { at: NOON + 1 }],
    ['action', { action: 'step.undone' }],
    ['actor', { actor: { kind: 'keyturn' } }],
    ['secretRef', { secretRef: 'resource:default/other' }],
    ['runId', { runId: 8 }],
    ['step', { step: 'revoke' }],
    ['detail', { detail: { evidence: ['b', 'a'], wave: 1 } }],
  ])('changes with %s', (_, part) => {
    expect(auditHash({ ...ENTRY, ...part })).not.toBe(auditHash(ENTRY));
  });

  it('differs for different details', () => {
    const detail = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(detail, detail, (one, two) => {
        const same =
          auditHash({ ...ENTRY, detail: one }) ===
          auditHash({ ...ENTRY, detail: two });
        const back = (value: unknown) => JSON.parse(JSON.stringify(value));
        fc.pre(!same);
        expect(back(one)).not.toEqual(back(two));
      }),
    );
  });
});

describe.each(databases.eachSupportedId())('the audit trail on %s', id => {
  it('carries a digest that can be computed again from what the row holds', async () => {
    const { knex } = await openLedger(await databases.init(id));
    await appendAudit(knex, [
      ENTRY,
      { ...ENTRY, secretRef: undefined, step: undefined },
    ]);
    await appendAudit(knex, []);
    const rows = await knex('audit').orderBy('id');
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      const { id: _, ...entry } = auditRows.fromDb(row);
      expect(auditHash(entry)).toBe(row.hash);
    }
  });
});
