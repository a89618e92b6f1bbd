import { Alert, Button, Stack } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useLocation } from 'react-router';

/** A page that breaks does not take the console with it: another one is shown as if nothing had been. */
export function Mistake({ children }: { children: ReactNode }) {
  return <Boundary at={useLocation().key}>{children}</Boundary>;
}

interface Props {
  at: string;
  children: ReactNode;
}

class Boundary extends Component<Props, { broken: boolean; at: string }> {
  override state = { broken: false, at: this.props.at };

  static getDerivedStateFromProps({ at }: Props, state: { at: string }) {
    return at === state.at ? null : { broken: false, at };
  }

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
