import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem';

/** What was asked for is kept until somebody changes it; a refusal is not asked for again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, failure) => count < 2 && !(failure instanceof Problem && failure.status < 500),
    },
  },
});
