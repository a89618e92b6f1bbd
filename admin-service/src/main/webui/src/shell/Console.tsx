import { Center, Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useState } from 'react';
import { Route, Routes } from 'react-router';
import { onLoggedOut } from '../api/client';
import { features } from '../features';
import { LiveProvider } from '../live/LiveProvider';
import { Trouble } from '../parts/Trouble';
import { AccountPage } from '../session/AccountPage';
import { FirstLogin } from '../session/FirstLogin';
import { Login } from '../session/Login';
import { SomebodyProvider, useWho, type Role } from '../session/session';
import { Mistake } from './Mistake';
import { Nowhere } from './Nowhere';
import { Shell } from './Shell';

/** The whole console: a login, or the pages of whoever is logged in. */
export function Console() {
  const client = useQueryClient();
  const who = useWho();
  const [keepsPassword, keepPassword] = useState<string | null>(null);

  useEffect(() => onLoggedOut(() => client.setQueryData(['me'], null)), [client]);

  if (who.isPending) {
    return <Waiting />;
  }
  if (who.data === undefined) {
    return (
      <Center h="100vh" p="lg">
        <Trouble failure={who.error} again={() => void who.refetch()} />
      </Center>
    );
  }
  const me = who.data;
  const stale = who.isError && <Trouble failure={who.error} again={() => void who.refetch()} />;
  if (me === null) {
    return (
      <>
        {stale}
        <Login />
      </>
    );
  }
  if (me.passwordGiven && keepsPassword !== me.name) {
    return <FirstLogin name={me.name} done={() => keepPassword(me.name)} />;
  }
  const shown = features.filter(feature => feature.roles.includes(me.role as Role));
  return (
    <SomebodyProvider value={me}>
      <LiveProvider>
        <Shell features={shown}>
          {stale}
          <Mistake>
            <Suspense fallback={<Waiting />}>
              <Routes>
                {shown.map(feature => (
                  <Route
                    key={feature.path}
                    path={feature.path === '' ? '/' : `/${feature.path}/*`}
                    element={<feature.page />}
                  />
                ))}
                <Route path="/account" element={<AccountPage />} />
                <Route path="*" element={<Nowhere />} />
              </Routes>
            </Suspense>
          </Mistake>
        </Shell>
      </LiveProvider>
    </SomebodyProvider>
  );
}

function Waiting() {
  return (
    <Center mih="60vh">
      <Loader aria-label="Loading" />
    </Center>
  );
}
