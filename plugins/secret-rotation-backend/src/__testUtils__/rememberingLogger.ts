import { inspect } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';

/** A logger that keeps everything as text. */
export function rememberingLogger(lines: string[]): LoggerService {
  const remember = (...parts: unknown[]) => {
    lines.push(inspect(parts, { depth: 5 }));
  };
  const logger: LoggerService = {
    error: remember,
    warn: remember,
    info: remember,
    debug: remember,
    child: () => logger,
  };
  return logger;
}
