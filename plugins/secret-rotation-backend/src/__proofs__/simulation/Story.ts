import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Agenda } from './Agenda';

/** What happened in a world, in plain words. Words cost time, so a world that is only judged keeps none. */
export class Story {
  readonly lines: string[] = [];
  readonly #agenda: Agenda;
  readonly #isKept: boolean;
  readonly #start: number;

  constructor(agenda: Agenda, isKept: boolean) {
    this.#agenda = agenda;
    this.#isKept = isKept;
    this.#start = agenda.now;
  }

  tell(line: () => string): void {
    if (!this.#isKept) return;
    const seconds = ((this.#agenda.now - this.#start) / 1000).toFixed(3);
    this.lines.push(`${seconds.padStart(10)} s  ${line()}`);
  }

  /** What somebody logs is part of the story. */
  logger(name: string): LoggerService {
    const tell = (message: unknown) => this.tell(() => `${name}: ${message}`);
    const logger: LoggerService = {
      error: tell,
      warn: tell,
      info: tell,
      debug: tell,
      child: () => logger,
    };
    return logger;
  }
}
