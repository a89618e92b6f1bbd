/** The body of a PATCH: what it names is changed, null is back to nothing, the rest stays. */
export function change<T>(fields: { [K in keyof T]?: T[K] | null }): T {
  return fields as T;
}

/** What was made, of operations whose answer the OpenAPI document does not describe. */
export async function made<T>(answer: Promise<{ data?: unknown }>): Promise<T> {
  const { data } = await answer;
  return data as T;
}
