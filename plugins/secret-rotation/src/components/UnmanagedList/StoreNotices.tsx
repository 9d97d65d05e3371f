import { Alert } from '@backstage/ui';
import type { StoreInventory } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';

/** Why a store is not listed as a whole, each with what to do. @internal */
export function StoreNotices(props: { stores: StoreInventory[] }) {
  const t = useTexts();
  return (
    <>
      {props.stores.map(
        ({ store, problem }) =>
          problem && (
            <Alert
              key={store}
              role="status"
              status="warning"
              icon
              title={t('unmanaged.storeProblem', { store })}
              description={`${problem.message}. ${t('tab.fix', {
                fix: problem.fix,
              })}`}
            />
          ),
      )}
    </>
  );
}
