import { useForm, type UseFormInput } from '@mantine/form';
import { useEffect, useState } from 'react';

/**
 * A form over what the service has. Fresh data is taken only while nothing is changed here, so that what somebody
 * enters stays, whoever else changes something.
 */
export function useBase<T extends object>(
  served: T,
  options: Omit<UseFormInput<T>, 'initialValues' | 'mode'> = {},
) {
  const [base, setBase] = useState(served);
  const form = useForm<T>({ ...options, initialValues: base });
  const fresh = JSON.stringify(served);

  useEffect(() => {
    if (!form.isDirty() && fresh !== JSON.stringify(base)) {
      take(served);
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- asked when there is fresh data alone
  }, [fresh]);

  /** These values are saved; what was entered since then is a change of them. */
  function settle(values: T) {
    setBase(values);
    form.setInitialValues(values);
    form.resetDirty(values);
  }

  function take(values: T) {
    setBase(values);
    form.setInitialValues(values);
    form.setValues(values);
    form.resetDirty(values);
    form.clearErrors();
  }

  return { form, base, settle, discard: () => take(served) };
}
