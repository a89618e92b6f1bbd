import { Alert, Button, Group } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { memo, useEffect, useState } from 'react';
import { Problem, said } from '../../api/problem';
import { Managed } from '../../parts/Managed';
import { DangerPanels } from './DangerPanels';
import { usePatch } from './queries';
import type { MountView } from './rows';
import { changesOf, mistakes, mistakesOf, settingsOf, type Settings } from './settings';
import { AccessFields, HookFields, ListenerFields, SourceFields, StreamFields } from './SettingsFields';
import classes from './settings.module.css';

/** Every setting of a mount. What is saved is what was changed, so that two people do not undo each other. */
export const SettingsTab = memo(function SettingsTab({ mount }: { mount: MountView }) {
  const patch = usePatch(mount.name);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [base, setBase] = useState(() => settingsOf(mount));
  const form = useForm<Settings>({ initialValues: base, validate: mistakes });
  const changed = Object.keys(changesOf(base, form.values)).length;

  // What others have changed meanwhile, as long as nothing is entered here.
  const fresh = JSON.stringify(settingsOf(mount));
  useEffect(() => {
    if (changed === 0 && fresh !== JSON.stringify(base)) {
      take(JSON.parse(fresh) as Settings);
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- asked when the mount changes alone
  }, [fresh]);

  function take(settings: Settings) {
    setBase(settings);
    form.setInitialValues(settings);
    form.setValues(settings);
    form.clearErrors();
    setTrouble(null);
  }

  /** Goes to the first field with a mistake, which may be far from where it is saved. */
  function toFirst(wrong: object) {
    const first = Object.keys(wrong).find(field => field in form.values);
    if (first !== undefined) {
      form.getInputNode(first)?.focus();
    }
  }

  const submit = form.onSubmit(async values => {
    setBusy(true);
    setTrouble(null);
    try {
      take(settingsOf(await patch(changesOf(base, values))));
      notifications.show({ message: 'Saved. It is in force within two seconds.' });
    } catch (failure) {
      const wrong = failure instanceof Problem ? mistakesOf(failure.fields) : {};
      form.setErrors(wrong);
      if (!Object.keys(wrong).some(field => field in values)) {
        setTrouble(Object.values(wrong)[0] ?? said(failure));
      } else {
        toFirst(wrong);
      }
    } finally {
      setBusy(false);
    }
  }, toFirst);

  return (
    <>
      {mount.managed && <Managed what={`Mount ${mount.name}`} />}
      <form onSubmit={submit} noValidate>
        <fieldset disabled={mount.managed} className={classes.fields}>
          <StreamFields form={form} />
          <ListenerFields form={form} />
          <SourceFields form={form} mount={mount} />
          <AccessFields form={form} />
          <HookFields form={form} mount={mount} />
        </fieldset>
        {(changed > 0 || trouble !== null) && (
          <div className={classes.save} role="region" aria-label="Changes">
            {trouble !== null && (
              <Alert color="alarm" variant="light" role="alert" mb="sm">
                {trouble}
              </Alert>
            )}
            <Group justify="space-between">
              <span>{changed === 1 ? '1 change' : `${changed} changes`}</span>
              <Group gap="sm">
                <Button variant="default" onClick={() => take(settingsOf(mount))}>
                  Discard
                </Button>
                <Button type="submit" loading={busy}>
                  Save changes
                </Button>
              </Group>
            </Group>
          </div>
        )}
      </form>
      <DangerPanels mount={mount} />
    </>
  );
});
