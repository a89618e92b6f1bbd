import { Button, Group, MultiSelect, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { change, made } from '../../api/change';
import { api, type Schemas } from '../../api/client';
import { useMountsOf, useTenants } from '../../api/lists';
import { Managed } from '../../parts/Managed';
import { PasswordChoice } from '../../parts/PasswordChoice';
import { randomPassword } from '../../parts/secret';
import { useSending } from '../../parts/sending';
import { Trouble } from '../../parts/Trouble';
import { useMe, type Role } from '../../session/session';
import { given, granted, possible, ROLES, type User } from './roles';

/** A new user, or what can be changed of one. */
export function UserForm({
  user,
  close,
  created,
}: {
  user?: User;
  close: () => void;
  /** Called with the password when it was generated. */
  created: (name: string, password: string | null) => void;
}) {
  const me = useMe();
  const client = useQueryClient();
  const [own, setOwn] = useState(false);
  const may = user === undefined ? { edit: true, role: true } : possible(me, user);
  const superadmin = me.role === 'superadmin';
  const tenants = useTenants(superadmin && user === undefined);
  const form = useForm({
    initialValues: {
      name: user?.name ?? '',
      role: user?.role ?? 'dj',
      tenant: user?.tenant ?? me.tenant ?? '',
      mounts: user?.mounts ?? [],
      password: '',
    },
    validate: {
      name: name =>
        /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(name)
          ? null
          : 'has 1 to 64 letters, digits, dots, dashes, underscores or @, the first a letter or digit',
      tenant: (tenant, { role }) => (role !== 'superadmin' && tenant === '' ? 'choose one' : null),
      password: password => (own && password.length < 8 ? 'at least 8 characters' : null),
    },
  });
  const { name, role, tenant } = form.values;
  const only = tenants.data?.length === 1 ? tenants.data[0]?.name : undefined;
  const { setFieldValue } = form;
  useEffect(() => {
    if (only !== undefined) {
      setFieldValue('tenant', only);
    }
  }, [only, setFieldValue]);
  const mounts = useMountsOf(tenant, granted(role) && tenant !== '');
  const { busy, trouble, send } = useSending(form);
  // What is granted and no longer there is shown too, or it could not be taken away.
  const choices = [...new Set([...(mounts.data ?? []).map(mount => mount.name), ...form.values.mounts])];

  const submit = form.onSubmit(values =>
    send(async () => {
      const grants = granted(values.role) ? values.mounts : [];
      if (user === undefined) {
        const password = own ? values.password : randomPassword();
        await made(
          api.POST('/api/v1/users', {
            body: {
              name: values.name,
              role: values.role,
              password,
              mounts: grants,
              ...(values.role === 'superadmin' ? {} : { tenant: values.tenant }),
            },
          }),
        );
        await client.invalidateQueries({ queryKey: ['users'] });
        created(values.name, own ? null : password);
      } else {
        await api.PATCH('/api/v1/users/{name}', {
          params: { path: { name: user.name } },
          body: change<Schemas['UserBody']>({ ...(may.role ? { role: values.role } : {}), mounts: grants }),
        });
        await client.invalidateQueries({ queryKey: ['users'] });
        close();
      }
    }),
  );

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        {user?.managed === true && <Managed what={`User ${user.name}`} />}
        {trouble !== null && <Trouble failure={trouble} />}
        {user === undefined && (
          <TextInput
            label="Name"
            description="To log in with. Unique across all tenants; cannot be changed later."
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            data-autofocus
            {...form.getInputProps('name')}
          />
        )}
        <Radio.Group
          label="Role"
          description={
            user !== undefined && user.name === me.name
              ? 'Your own role is changed by somebody else.'
              : undefined
          }
          {...form.getInputProps('role')}
        >
          <Stack gap="sm" mt="xs">
            {(user?.role === 'superadmin' ? (['superadmin'] as Role[]) : given(me))
              .filter(each => user === undefined || user.role === 'superadmin' || each !== 'superadmin')
              .map(each => (
                <Radio key={each} value={each} label={each} description={ROLES[each]} disabled={!may.role} />
              ))}
          </Stack>
        </Radio.Group>
        {superadmin && user === undefined && role !== 'superadmin' && (
          <Select
            label="Tenant"
            description="Cannot be changed later."
            data={(tenants.data ?? []).map(each => each.name)}
            searchable
            {...form.getInputProps('tenant')}
            onChange={value => form.setValues({ tenant: value ?? '', mounts: [] })}
          />
        )}
        {granted(role) && (
          <MultiSelect
            label="Mounts"
            description={
              mounts.isSuccess && choices.length === 0
                ? 'The tenant has no mounts yet; grant them when there are some.'
                : `What ${name === '' ? 'this user' : name} sees. Renditions of them are included.`
            }
            placeholder={form.values.mounts.length === 0 ? 'None: sees nothing yet' : undefined}
            data={choices}
            searchable
            limit={100}
            clearable
            hidePickedOptions
            nothingFoundMessage="No mount has that in its name."
            disabled={!may.edit || tenant === ''}
            {...form.getInputProps('mounts')}
          />
        )}
        {user === undefined && (
          <PasswordChoice
            label="Password"
            own={{ value: own, onChange: setOwn }}
            input={form.getInputProps('password')}
          />
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {may.edit ? 'Cancel' : 'Close'}
          </Button>
          {may.edit && (
            <Button type="submit" loading={busy}>
              {user === undefined ? 'Create user' : 'Save'}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
