import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { PageHead } from '../parts/PageHead';

export function Nowhere() {
  return (
    <>
      <PageHead title="There is no such page" />
      <Text>
        It may have moved, or it is not for your role. Go to the{' '}
        <Anchor component={Link} to="/">
          dashboard
        </Anchor>
        .
      </Text>
    </>
  );
}
