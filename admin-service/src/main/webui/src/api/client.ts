import createClient, { type Middleware } from 'openapi-fetch';
import { problemOf } from './problem';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

let csrf: string | null = null;
let loggedOut: () => void = () => {};

/** The value that changes of this session carry. */
export function holdCsrf(value: string | null): void {
  csrf = value;
}

/** Called when the service does not know us any more, until what this gives is called. */
export function onLoggedOut(then: () => void): () => void {
  loggedOut = then;
  return () => {
    if (loggedOut === then) {
      loggedOut = () => {};
    }
  };
}

/** Every answer that is not a success is thrown as a Problem. */
const honest: Middleware = {
  onRequest({ request }) {
    // Without this header the browser itself would ask for name and password when nobody is logged in.
    request.headers.set('X-Floe-Csrf', csrf ?? 'none');
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) {
      return response;
    }
    const body: unknown = await response.json().catch(() => null);
    if (response.status === 401 && !new URL(request.url).pathname.endsWith('/session')) {
      loggedOut();
    }
    throw problemOf(response.status, body);
  },
};

/** The REST API, with the types of its OpenAPI document. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  // Mount names have slashes inside, which belong to the name.
  pathSerializer: (path, params) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name]))),
});
api.use(honest);

/** The body of an answer that has one. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer;
  return data as T;
}

/** Part of a list. */
interface Part<T> {
  items: T[];
  next?: string | null;
}

/** All of a list, part by part; at most so many. */
export async function all<T>(
  part: (after: string | undefined) => Promise<Part<T>>,
  most = 2000,
): Promise<T[]> {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const got = await part(after);
    items.push(...got.items);
    after = got.next ?? undefined;
  } while (after !== undefined && items.length < most);
  return items;
}
