import type { Metrics, Tracing } from '../observability/alphaServices';

interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly labels: Readonly<Record<string, unknown>>;
}

interface Span {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  parent?: string;
  status?: unknown;
  /** What Backstage's tracing service would record of an error that passes through it. */
  exception?: { name: string; message: string; stack?: string };
}

type Collect = (result: {
  observe(value: number, labels?: Record<string, unknown>): void;
}) => void | Promise<void>;

/**
 * Keeps everything that would be exported: a stand-in for Backstage's services for metrics and traces. Like the real
 * one it records the text and the stack of an error that passes through a span.
 */
export class ObservationLog {
  readonly measurements: Measurement[] = [];
  readonly spans: Span[] = [];
  readonly instruments = new Map<string, { unit?: string }>();
  readonly #collect: Collect[] = [];
  readonly #open: string[] = [];

  readonly metrics: Metrics = {
    createCounter: (name, options) => {
      this.instruments.set(name, { unit: options?.unit });
      return { add: (value, labels) => this.#measure(name, value, labels) };
    },
    createHistogram: (name, options) => {
      this.instruments.set(name, { unit: options?.unit });
      return { record: (value, labels) => this.#measure(name, value, labels) };
    },
    createObservableGauge: (name, options) => {
      this.instruments.set(name, { unit: options?.unit });
      return {
        addCallback: callback => {
          this.#collect.push(result =>
            callback({
              observe: (value, labels) => {
                this.#measure(name, value, labels);
                result.observe(value, labels);
              },
            }),
          );
        },
        removeCallback: () => {},
      };
    },
  };

  readonly tracing: Tracing = {
    startActiveSpan: async <T>(name: string, ...rest: unknown[]) => {
      const [options, work] = rest as [
        { attributes?: Record<string, unknown> },
        (span: unknown) => T | Promise<T>,
      ];
      const span: Span = { name, attributes: { ...options.attributes } };
      span.parent = this.#open.at(-1);
      this.spans.push(span);
      this.#open.push(name);
      try {
        return await work({
          setAttribute: (key: string, value: unknown) => {
            span.attributes[key] = value;
          },
          setStatus: (status: unknown) => {
            span.status = status;
          },
        });
      } catch (error) {
        const { name: type, message, stack } = error as Error;
        span.exception = { name: type, message, stack };
        throw error;
      } finally {
        this.#open.splice(this.#open.lastIndexOf(name), 1);
      }
    },
  };

  /** Does what an exporter does when it collects. */
  async collect(): Promise<void> {
    await Promise.all(this.#collect.map(each => each({ observe() {} })));
  }

  of(name: string): Measurement[] {
    return this.measurements.filter(each => each.name === name);
  }

  sum(name: string): number {
    return this.of(name).reduce((total, { value }) => total + value, 0);
  }

  #measure(
    name: string,
    value: number,
    labels: Readonly<Record<string, unknown>> = {},
  ): void {
    this.measurements.push({ name, value, labels });
  }
}
