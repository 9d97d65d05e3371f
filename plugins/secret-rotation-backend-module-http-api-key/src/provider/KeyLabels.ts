import {
  MisconfiguredError,
  type Fence,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { Template } from '../description/Template';

const NAMES = ['account', 'run', 'epoch'];

/** The names under which keys are made: they say which run and epoch made them, and for which account. @internal */
export class KeyLabels {
  readonly #template: Template;

  /** @throws MisconfiguredError when a label could not be told apart from another */
  constructor(text: string, key: string) {
    this.#template = Template.parse(text, key, NAMES);
    const { names, literals } = this.#template;
    const isTold =
      NAMES.every(name => names.filter(each => each === name).length === 1) &&
      // Digits or nothing in between would let one number run into the next.
      literals.slice(1, -1).every(text_ => /^\D+$/.test(text_));
    if (!isTold || !/^\D+$/.test(literals[0])) {
      throw new MisconfiguredError(
        `${key} does not tell account, run and epoch apart`,
        'Write each of {account}, {run} and {epoch} once, each behind a text without digits, for example keyturn-{account}-r{run}-e{epoch}',
      );
    }
  }

  /** The label of a key that is about to be made. */
  of(account: string, { run, epoch }: Fence): string {
    const texts: Record<string, string> = {
      account,
      run: String(run),
      epoch: String(epoch),
    };
    return this.#template.fill(name => texts[name]);
  }

  /** The run that made a key of this account; `undefined` when none of ours did. */
  runOf(account: string, label: string): number | undefined {
    const { names, literals } = this.#template;
    const pattern = literals
      .map((literal, index) => {
        const name = names[index];
        const value = name === 'account' ? escape(account) : '(\\d{1,15})';
        return `${escape(literal)}${name === undefined ? '' : value}`;
      })
      .join('');
    const numbers = new RegExp(`^${pattern}$`).exec(label)?.slice(1);
    const order = names.filter(name => name !== 'account');
    return numbers && Number(numbers[order.indexOf('run')]);
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
