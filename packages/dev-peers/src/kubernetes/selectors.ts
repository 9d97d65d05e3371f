import type { StandInObject } from './shapes';

/** Whether an object is what the label and field selectors of a query ask for. @internal */
export function isSelected(
  object: StandInObject,
  query: URLSearchParams,
): boolean {
  return (
    hasLabels(object, query.get('labelSelector') ?? '') &&
    hasFields(object, query.get('fieldSelector') ?? '')
  );
}

function hasFields(object: StandInObject, selector: string): boolean {
  return selector
    .split(',')
    .filter(term => term !== '')
    .every(term => {
      const [field, wanted] = term.split('=');
      if (field !== 'metadata.name')
        throw new Error(`The stand-in does not select by ${field}`);
      return object.metadata.name === wanted;
    });
}

const TERM =
  /\s*(?:([^\s,!=()]+)\s*(==?|!=)\s*([^\s,()]*)|([^\s,!=()]+)\s+(in|notin)\s*\(([^)]*)\)|(!?)([^\s,!=()]+))\s*(?:,|$)/y;

function hasLabels(object: StandInObject, selector: string): boolean {
  const labels = new Map(Object.entries(object.metadata.labels ?? {}));
  TERM.lastIndex = 0;
  let selected = true;
  while (TERM.lastIndex < selector.length) {
    const term = TERM.exec(selector);
    if (!term) throw new Error('The stand-in cannot read the label selector');
    const [, key, sign, wanted, setKey, within, values, absent, present] = term;
    if (key !== undefined) {
      selected &&= (labels.get(key) === wanted) === (sign !== '!=');
    } else if (setKey !== undefined) {
      const list = values.split(',').map(value => value.trim());
      const is = list.includes(labels.get(setKey) ?? '\0');
      selected &&= is === (within === 'in');
    } else {
      selected &&= labels.has(present) === (absent === '');
    }
  }
  return selected;
}
