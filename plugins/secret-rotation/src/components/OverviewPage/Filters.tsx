import {
  SECRET_BADGES,
  type Secret,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useConfiguration } from '../../data/secretQueries';
import { useTexts } from '../../translation/useTexts';
import { entityLabel } from '../EntityName';
import { Choice, FilterBar } from '../ListControls';
import type { useSecretFilter } from './useSecretFilter';

/** What narrows the list of secrets. @internal */
export function Filters(props: {
  list: ReturnType<typeof useSecretFilter>;
  shown: Secret[];
}) {
  const t = useTexts();
  const { list, shown } = props;
  const { filter, change } = list;
  const configuration = useConfiguration();
  const stores = (configuration.data?.entries ?? [])
    .filter(({ section }) => section === 'stores')
    .map(({ name }) => ({ value: name, label: name }));
  const owners = [...new Set(shown.flatMap(({ owner }) => owner ?? []))]
    .sort()
    .map(owner => ({ value: owner, label: entityLabel(owner) }));
  return (
    <FilterBar list={list} search={t('overview.search')}>
      <Choice
        label={t('overview.owner')}
        value={filter.owner}
        options={owners}
        onChange={owner => change({ owner })}
      />
      <Choice
        label={t('overview.store')}
        value={filter.store}
        options={stores}
        onChange={store => change({ store })}
      />
      <Choice
        label={t('overview.state')}
        value={filter.badge}
        options={SECRET_BADGES.map(badge => ({
          value: badge,
          label: t(`badge.${badge}`),
        }))}
        onChange={badge => change({ badge })}
      />
    </FilterBar>
  );
}
