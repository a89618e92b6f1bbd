import { useState } from 'react';
import { Problem } from '../api/problem';

/** What a form needs to have so that mistakes can be put to its fields. */
interface Fields {
  getValues: () => object;
  setErrors: (errors: Record<string, string>) => void;
}

/** Which mistakes belong to fields that are there, and what is left to say above them. */
export function sorted(
  failure: unknown,
  known: readonly string[],
): { fields: Record<string, string>; rest: unknown } {
  if (!(failure instanceof Problem) || failure.fields.length === 0) {
    return { fields: {}, rest: failure };
  }
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const { field, message } of failure.fields) {
    if (known.includes(field)) {
      fields[field] = message;
    } else {
      rest.push(`${field} ${message}`);
    }
  }
  return { fields, rest: rest.length === 0 ? null : new Problem(failure.status, `${rest.join('; ')}.`) };
}

/** Sends something: whether that lasts, and what went wrong, with what belongs to a field put there. */
export function useSending(form?: Fields) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<unknown>(null);

  async function send(act: () => Promise<void>): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      await act();
    } catch (failure) {
      const { fields, rest } = sorted(failure, form === undefined ? [] : Object.keys(form.getValues()));
      form?.setErrors(fields);
      setTrouble(rest);
    } finally {
      setBusy(false);
    }
  }

  return { busy, trouble, send };
}
