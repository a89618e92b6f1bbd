/** What a PATCH changes: what it names, null is back to nothing; the rest stays. */
export type Change<T> = { [K in keyof T]?: T[K] | null };

/** The body of a PATCH, whose type the OpenAPI document has as that of the whole. */
export function change<T>(fields: Change<T>): T {
  return fields as T;
}

/** What was made, of operations whose answer the OpenAPI document does not describe. */
export async function made<T>(answer: Promise<{ data?: unknown }>): Promise<T> {
  const { data } = await answer;
  return data as T;
}
