import { Center, Loader } from '@mantine/core';

/** While something is fetched. */
export function Waiting() {
  return (
    <Center mih="12rem">
      <Loader aria-label="Loading" />
    </Center>
  );
}
