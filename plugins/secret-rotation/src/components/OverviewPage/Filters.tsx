import { useEffect, useState } from 'react';
import { Button, SearchField, Select } from '@backstage/ui';
import {
  SECRET_BADGES,
  type Secret,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useConfiguration } from '../../data/secretQueries';
import { useTexts } from '../../translation/useTexts';
import { entityLabel } from '../EntityName';
import type { useSecretFilter } from './useSecretFilter';
import styles from './OverviewPage.module.css';

/** Typing is not asking: the list is read when the fingers rest. */
const TYPING_MS = 250;

const ANY = 'any';

type Option = { value: string; label: string };

function withChosen(options: Option[], chosen: string | undefined): Option[] {
  if (!chosen || options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, label: chosen }];
}

function Choice(props: {
  label: string;
  value: string | undefined;
  options: Option[];
  onChange: (value: string | undefined) => void;
}) {
  const t = useTexts();
  const { label, value, options, onChange } = props;
  return (
    <Select
      className={styles.choice}
      size="small"
      label={label}
      selectedKey={value ?? ANY}
      onSelectionChange={key =>
        onChange(key === ANY || key === null ? undefined : `${key}`)
      }
      options={[
        { value: ANY, label: t('overview.any') },
        ...withChosen(options, value),
      ]}
    />
  );
}

/** What narrows the list. All of it is done by the backend. @internal */
export function Filters(props: {
  list: ReturnType<typeof useSecretFilter>;
  shown: Secret[];
}) {
  const t = useTexts();
  const { list, shown } = props;
  const { filter, change } = list;
  const [typed, setTyped] = useState(filter.search ?? '');
  const configuration = useConfiguration();

  useEffect(() => {
    if (typed === (filter.search ?? '')) return undefined;
    const timer = setTimeout(() => change({ search: typed.trim() }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, filter.search, change]);

  const stores = (configuration.data?.entries ?? [])
    .filter(({ section }) => section === 'stores')
    .map(({ name }) => ({ value: name, label: name }));
  const owners = [...new Set(shown.flatMap(({ owner }) => owner ?? []))]
    .sort()
    .map(owner => ({ value: owner, label: entityLabel(owner) }));

  return (
    <div
      role="search"
      className={styles.filters}
      aria-label={t('overview.filters')}
    >
      <SearchField
        className={styles.search}
        size="small"
        label={t('overview.search')}
        value={typed}
        onChange={setTyped}
        maxLength={100}
      />
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
      {list.isFiltered && (
        <Button
          variant="tertiary"
          size="small"
          onPress={() => {
            setTyped('');
            list.clear();
          }}
        >
          {t('overview.clear')}
        </Button>
      )}
    </div>
  );
}
