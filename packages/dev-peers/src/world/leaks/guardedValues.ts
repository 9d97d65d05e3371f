import type { Guarded } from './findLeaks';

const OWN_FILES = [
  'world.json',
  'app-config.json',
  'postgres/superuser-password',
];

/**
 * What may lie where in a world's folder. A value that is gone may be nowhere any more; a current one may lie in its
 * store, and the credentials also in the files that are there to hold them.
 * @public
 */
export function guardedValues(values: {
  readonly gone: readonly string[];
  readonly current: readonly string[];
  readonly credentials: ReadonlyArray<{ label: string; value: string }>;
}): Guarded[] {
  const isStore = (path: string) =>
    path.startsWith('secrets-manager') && !path.endsWith('.log');
  return [
    ...values.gone.map((value, index) => ({
      label: `password ${index + 1}, which is gone`,
      value,
      mayLieIn: () => false,
    })),
    ...values.current.map((value, index) => ({
      label: `current password ${index + 1}`,
      value,
      mayLieIn: isStore,
    })),
    ...values.credentials.map(({ label, value }) => ({
      label,
      value,
      mayLieIn: (path: string) => isStore(path) || OWN_FILES.includes(path),
    })),
  ];
}
