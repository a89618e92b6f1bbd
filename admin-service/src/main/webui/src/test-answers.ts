import { answerWith } from './test-fetch';

/** What the console asked of the service. */
export interface Asked {
  method: string;
  /** Path and query, percent-encoded as it was sent. */
  path: string;
  body: unknown;
}

/** An answer: a status with a body that is sent as JSON. */
export interface Answer {
  status?: number;
  body?: unknown;
}

type Answers = Record<string, unknown>;

let answers: Answers = {};
let asked: Asked[] = [];

/**
 * Answers of the service, by `GET /api/v1/mounts` without query: a body, or a function of what was asked that gives
 * an Answer. Returns what is asked from now on.
 */
export function service(known: Answers): Asked[] {
  answers = known;
  asked = [];
  answerWith(answer);
  return asked;
}

/** An answer that is a problem document. */
export function refusal(status: number, detail: string, errors: { field: string; message: string }[] = []) {
  return (): Answer => ({ status, body: { title: 'Refused', status, detail, errors } });
}

const answer: typeof fetch = async (input, init) => {
  const request = input instanceof Request ? input : new Request(input, init);
  const url = new URL(request.url);
  const text = await request.text();
  const one: Asked = {
    method: request.method,
    path: url.pathname + url.search,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
  asked.push(one);
  const known = answers[`${request.method} ${url.pathname}`];
  if (known === undefined) {
    return Response.json({ title: 'Not Found', status: 404, detail: `no ${one.path} here` }, { status: 404 });
  }
  const answer: Answer = typeof known === 'function' ? (known as (a: Asked) => Answer)(one) : { body: known };
  const status = answer.status ?? 200;
  return status === 204 ? new Response(null, { status }) : Response.json(answer.body ?? null, { status });
};

/** Event streams that never say anything but what a test tells. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static open: Stream[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor() {
    super();
    Stream.open.push(this);
  }

  close() {
    this.readyState = Stream.CLOSED;
    Stream.open = Stream.open.filter(each => each !== this);
  }
}
globalThis.EventSource = Stream as unknown as typeof EventSource;

/** An event of `/api/v1/events` arrives. */
export function tell(event: string, data: unknown): void {
  Stream.open.forEach(each => each.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) })));
}
