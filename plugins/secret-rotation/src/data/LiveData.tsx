import { useEffect, type ReactNode } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { useSignal } from '@backstage/plugin-signals-react';
import { QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { secretRotationApiRef } from '../api';
import { queryClientFor } from './queryClient';
import { LIVE } from './keys';

/** Where the backend says that something changed. Messages carry ids alone. */
const CHANGES_CHANNEL = 'secret-rotation:changes';

/** Several changes in a row, as one step makes, are one read. */
const COALESCE_MS = 300;

type Change = { secretId?: number; runId?: number };

function RefetchOnChange() {
  const client = useQueryClient();
  const { lastSignal } = useSignal<Change>(CHANGES_CHANNEL);
  useEffect(() => {
    if (!lastSignal) return undefined;
    const timer = setTimeout(() => {
      client.invalidateQueries({ queryKey: [LIVE] });
    }, COALESCE_MS);
    return () => clearTimeout(timer);
  }, [client, lastSignal]);
  return null;
}

/** Reads of the backend that refetch when it signals a change, with polling behind. @internal */
export function LiveData(props: { children: ReactNode }) {
  const api = useApi(secretRotationApiRef);
  return (
    <QueryClientProvider client={queryClientFor(api)}>
      <RefetchOnChange />
      {props.children}
    </QueryClientProvider>
  );
}
