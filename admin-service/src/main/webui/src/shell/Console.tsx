import { Center, Loader } from '@mantine/core';
import { Suspense, useState } from 'react';
import { Route, Routes } from 'react-router';
import { features } from '../features';
import { LiveProvider } from '../live/LiveProvider';
import { Covered } from '../parts/Dialog';
import { Trouble } from '../parts/Trouble';
import { AccountPage } from '../session/AccountPage';
import { FirstLogin } from '../session/FirstLogin';
import { Login } from '../session/Login';
import { LoginAgain } from '../session/LoginAgain';
import { SomebodyProvider, useSessionEnds, useWho, type Me, type Role } from '../session/session';
import { Mistake } from './Mistake';
import { Nowhere } from './Nowhere';
import { Shell } from './Shell';

/** The whole console: a login, or the pages of whoever is logged in. */
export function Console() {
  useSessionEnds();
  const who = useWho();
  const [keepsPassword, keepPassword] = useState<string | null>(null);
  const [last, setLast] = useState<Me | null>(null);
  if (who.data !== undefined && who.data !== 'over' && who.data !== last) {
    setLast(who.data);
  }

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
  // Whoever is logged out by the service keeps the page, and what was entered in it, behind a login.
  const over = who.data === 'over';
  const me = who.data === 'over' ? last : who.data;
  const stale = who.isError && <Trouble failure={who.error} again={() => void who.refetch()} />;
  const asks = me !== null && me.passwordGiven && keepsPassword !== me.name;
  if (me === null || (over && asks)) {
    return (
      <>
        {stale}
        <Login />
      </>
    );
  }
  if (asks) {
    return <FirstLogin name={me.name} done={() => keepPassword(me.name)} />;
  }
  const shown = features.filter(feature => feature.roles.includes(me.role as Role));
  return (
    <SomebodyProvider key={me.name} value={me}>
      {over && <LoginAgain name={me.name} />}
      <Covered value={over}>
        <LiveProvider paused={over}>
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
      </Covered>
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
