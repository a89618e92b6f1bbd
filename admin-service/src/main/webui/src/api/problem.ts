/** A mistake in one field of what was sent. */
export interface FieldError {
  field: string;
  message: string;
}

/** What the service answers when something does not go (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly fields: readonly FieldError[];

  constructor(status: number, message: string, fields: readonly FieldError[] = []) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.fields = fields;
  }
}

/** Reads the problem out of whatever an answer's body was. */
export function problemOf(status: number, body: unknown): Problem {
  if (typeof body === 'object' && body !== null) {
    const { detail, title, errors } = body as { detail?: unknown; title?: unknown; errors?: unknown };
    const said = typeof detail === 'string' ? detail : typeof title === 'string' ? title : null;
    const fields = Array.isArray(errors) ? errors.filter(isFieldError) : [];
    if (said !== null) {
      return new Problem(status, said, fields);
    }
  }
  return new Problem(
    status,
    status === 503
      ? 'The service is busy or its database is away. Try again in a moment.'
      : `The service answered with status ${status}. Try again; if that does not help, look into the log of admin.`,
  );
}

function isFieldError(value: unknown): value is FieldError {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as FieldError).field === 'string' &&
    typeof (value as FieldError).message === 'string'
  );
}

/** What to tell somebody about anything that was thrown. */
export function said(failure: unknown): string {
  if (failure instanceof Problem) {
    return failure.message;
  }
  return 'The service cannot be reached. Look whether it runs and whether your network is up, then try again.';
}

/** Whether the service does not know who that was. */
export function refused(failure: unknown): boolean {
  return failure instanceof Problem && failure.status === 401;
}
