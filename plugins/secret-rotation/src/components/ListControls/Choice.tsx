import { Select } from '@backstage/ui';
import { useTexts } from '../../translation/useTexts';
import styles from './ListControls.module.css';

const ANY = 'any';

/** One of the values of a choice. @internal */
export interface Option {
  value: string;
  label: string;
}

function withChosen(options: Option[], chosen: string | undefined): Option[] {
  if (!chosen || options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, label: chosen }];
}

/** Narrows a list to one value of something, or to any. @internal */
export function Choice(props: {
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
