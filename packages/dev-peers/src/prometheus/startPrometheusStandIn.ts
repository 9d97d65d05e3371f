import { startRestApi, type RestApiStandIn } from '../restApi';

/** What a query is answered with. @public */
export type PrometheusData =
  | {
      readonly resultType: 'vector';
      readonly result: ReadonlyArray<{
        readonly metric: Readonly<Record<string, string>>;
        readonly value: readonly [seconds: number, text: string];
      }>;
    }
  | {
      readonly resultType: 'scalar' | 'string';
      readonly result: readonly [seconds: number, text: string];
    }
  | { readonly resultType: 'matrix'; readonly result: readonly unknown[] };

/** The hand that holds our stand-in for Prometheus. @public */
export interface PrometheusStandIn extends RestApiStandIn {
  /** Sets what a query, word by word, is answered with; of any other it knows nothing. */
  setAnswer(
    query: string,
    data: PrometheusData,
    warnings?: readonly string[],
  ): void;
  /** Answers a query with one number of now. */
  setNumber(query: string, text: string): void;
}

/**
 * Starts a stand-in for Prometheus in this process, written from the documentation of its HTTP API ("Expression queries",
 * "Instant queries"). It evaluates no PromQL: it answers the queries that it was told the answer to, in the documented
 * form, and others with the empty vector that a query of unknown series gets.
 * @public
 */
export async function startPrometheusStandIn(options: {
  /** The one `Authorization` that may query. */
  authorization: string;
  now: () => Date;
}): Promise<PrometheusStandIn> {
  const answers = new Map<string, object>();
  const api = await startRestApi({
    ...options,
    limit: { status: 429, headerPrefix: 'ratelimit' },
    addRoutes: app =>
      app.get('/api/v1/query', (request, response) => {
        const { query } = request.query;
        if (typeof query !== 'string' || query === '') {
          response.status(400).json({
            status: 'error',
            errorType: 'bad_data',
            error: 'invalid parameter "query": no expression found in input',
          });
          return;
        }
        response.json({
          status: 'success',
          ...(answers.get(query) ?? {
            data: { resultType: 'vector', result: [] },
          }),
        });
      }),
  });
  const setAnswer: PrometheusStandIn['setAnswer'] = (query, data, warnings) => {
    answers.set(query, { data, ...(warnings && { warnings }) });
  };
  return {
    ...api,
    setAnswer,
    setNumber(query, text) {
      const seconds = options.now().getTime() / 1_000;
      setAnswer(query, {
        resultType: 'vector',
        result: [{ metric: {}, value: [seconds, text] }],
      });
    },
  };
}
