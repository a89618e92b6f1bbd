import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Panel';
import { PasswordForm } from './PasswordForm';
import { useMe } from './session';

export function AccountPage() {
  const me = useMe();
  return (
    <>
      <PageHead title={me.name}>
        {me.mounts.length === 0 ? `You are ${me.role}.` : `You are ${me.role}, with ${me.mounts.join(', ')}.`}
      </PageHead>
      <Panel title="Password">
        <Text c="dimmed" size="sm" mb="md">
          A new password ends all your other sessions. Tokens go on; end those one by one.
        </Text>
        <PasswordForm done={() => notifications.show({ message: 'Your password is changed.' })} />
      </Panel>
    </>
  );
}
