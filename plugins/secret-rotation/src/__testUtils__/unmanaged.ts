import type {
  StoreInventory,
  UnmanagedSecret,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { At } from './world';

/** What stores hold and nobody manages, the oldest first. */
export function unmanagedAt(at: At): UnmanagedSecret[] {
  const day = (days: number) => at(-days * 24 * 3600);
  return [
    {
      store: 'vault-prod',
      path: 'legacy/billing/mainframe-ftp',
      createdAt: day(1460),
      changedAt: day(1460),
      tags: { team: 'billing', env: 'prod', contact: 'ops', ticket: 'OPS-7' },
    },
    {
      store: 'aws-prod',
      path: 'reports/warehouse',
      createdAt: day(900),
      changedAt: day(210),
      tags: { 'cost-center': '4711' },
    },
    {
      store: 'aws-prod',
      path: 'reports/no-rights-to-look',
      createdAt: day(120),
      tags: {},
    },
    { store: 'vault-kv1', path: 'old/gateway', tags: {} },
  ];
}

/** What is known of the stores that are walked. */
export function inventoriesAt(at: At): StoreInventory[] {
  return [
    { store: 'aws-prod', found: 2, walkedAt: at(-600) },
    {
      store: 'vault-kv1',
      found: 1,
      walkedAt: at(-300),
      problem: {
        code: 'inventory-refused',
        message:
          "The store's token may not list everything that the store holds",
        fix: 'Add to the token’s policy: path "kv1/*" { capabilities = ["list"] }',
      },
    },
    { store: 'vault-prod', found: 1, walkedAt: at(-400) },
  ];
}
