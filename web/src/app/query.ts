import { QueryClient } from '@tanstack/vue-query'
import { Problem } from '@/api/problem'

// Reads retry inside api/http.ts, where it is known whether repeating can help.
export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 10_000, refetchOnWindowFocus: (q) => !(q.state.error instanceof Problem) },
    mutations: { retry: false },
  },
})
