import { Alert, Button, Stack } from '@mantine/core';
import { Component, type ReactNode } from 'react';

/** A page that breaks does not take the console with it. */
export class Mistake extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? (
      <Stack align="flex-start">
        <Alert color="alarm" variant="light" title="This page could not be shown" role="alert">
          That is a mistake in the console, or a part of it could not be loaded. Loading it again usually
          helps; what you entered and did not save is lost.
        </Alert>
        <Button onClick={() => location.reload()}>Load again</Button>
      </Stack>
    ) : (
      this.props.children
    );
  }
}
