import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { SomebodyProvider, type Me } from './session/session';
import { answerWith } from './test-fetch';

/** What was asked of the fake. */
export interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
}

type Answer = { status?: number; body?: unknown };

/** A REST API that knows what a test tells it; everything else is 404. */
export class FakeRest {
  readonly asked: Asked[] = [];
  readonly #answers = new Map<string, (asked: Asked) => Answer>();

  constructor() {
    answerWith(async input => {
      const request = input as Request;
      const url = new URL(request.url);
      const text = await request.text();
      const asked: Asked = {
        method: request.method,
        path: decodeURIComponent(url.pathname.replace('/api/v1', '')),
        query: Object.fromEntries(url.searchParams),
        body: text === '' ? undefined : JSON.parse(text),
      };
      this.asked.push(asked);
      const { status = 200, body } = this.#answers.get(`${asked.method} ${asked.path}`)?.(asked) ?? {
        status: 404,
        body: { title: 'Not Found', detail: `There is no ${asked.path}.` },
      };
      return new Response(body === undefined ? null : JSON.stringify(body), { status });
    });
  }

  /** Answers a method and path: `GET /users`. */
  on(what: string, answer: Answer | ((asked: Asked) => Answer)): this {
    this.#answers.set(what, typeof answer === 'function' ? answer : () => answer);
    return this;
  }

  /** A list of one part. */
  list(what: string, items: unknown[]): this {
    return this.on(`GET ${what}`, { body: { items } });
  }

  /** What was asked for with that method. */
  sent(method: string): Asked[] {
    return this.asked.filter(asked => asked.method === method);
  }
}

/** A problem with mistakes in fields. */
export function mistakes(status: number, ...errors: { field: string; message: string }[]): Answer {
  return { status, body: { title: 'Bad Request', status, errors, detail: 'Some fields are wrong.' } };
}

export const ME: Me = { name: 'admin', role: 'superadmin', mounts: [], passwordGiven: false };

/** Shows a page to somebody. */
export function show(page: ReactNode, me: Me = ME, at = '/', path = '/*') {
  return render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <MemoryRouter initialEntries={[at]}>
          <SomebodyProvider value={me}>
            <Routes>
              <Route path={path} element={page} />
            </Routes>
          </SomebodyProvider>
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}
