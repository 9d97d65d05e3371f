import {
  BerWriter,
  Control,
  EqualityFilter,
  NotFilter,
  SubstringFilter,
  type Filter,
} from 'ldapts';

/** RFC 4528: the change happens only if the entry is like this, which the directory looks at in the same step. */
export class AssertionControl extends Control {
  static readonly type = '1.3.6.1.1.12';
  readonly #filter: Filter;

  constructor(filter: Filter) {
    super(AssertionControl.type, { critical: true });
    this.#filter = filter;
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    this.#filter.write(value);
    writer.writeBuffer(value.buffer, 0x04);
  }
}

/** OpenLDAP's rehearsal: everything is checked as for a change, and nothing is changed. */
export class NoOperationControl extends Control {
  static readonly type = '1.3.6.1.4.1.4203.666.5.2';

  constructor() {
    super(NoOperationControl.type, { critical: true });
  }
}

/** The entry's mark is still this one; without one: it has none. */
export function markIs(attribute: string, mark: string | undefined): Filter {
  return mark === undefined
    ? new NotFilter({
        filter: new SubstringFilter({ attribute, initial: '[keyturn fence ' }),
      })
    : new EqualityFilter({ attribute, value: mark });
}
