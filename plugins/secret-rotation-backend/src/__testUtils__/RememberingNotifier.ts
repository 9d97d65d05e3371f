import type {
  Notice,
  Notifier,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** Stand-in for whatever brings notices to people: it keeps one entry a scope, as Backstage's notifications do. */
export class RememberingNotifier implements Notifier {
  readonly told: Notice[] = [];
  /** What it throws in place of taking a notice. */
  fails: Error | undefined;

  async tell(notice: Notice): Promise<void> {
    if (this.fails) throw this.fails;
    this.told.push(notice);
  }

  /** What a person sees, one entry a scope. */
  get entries(): Notice[] {
    return [...new Map(this.told.map(each => [each.scope, each])).values()];
  }
}
