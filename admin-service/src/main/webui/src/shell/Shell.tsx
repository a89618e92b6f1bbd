import { ActionIcon, Burger, Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { NavLink, useLocation } from 'react-router';
import type { Feature } from '../features/feature';
import { LiveState } from '../live/LiveState';
import { useLogout, useMe } from '../session/session';
import { useAccent } from './accent';
import { Mark } from './Mark';
import classes from './shell.module.css';

const GROUPS = [
  ['air', 'On the air'],
  ['station', 'Station'],
  ['platform', 'Platform'],
] as const;

/** Navigation beside the page, or above it on a phone. */
export function Shell({ features, children }: { features: readonly Feature[]; children: ReactNode }) {
  useAccent();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  const here = features.find(
    f => pathname === `/${f.path}` || (f.path !== '' && pathname.startsWith(`/${f.path}/`)),
  );

  useEffect(() => {
    document.title = here === undefined ? 'Floe' : `${here.label} · Floe`;
  }, [here]);

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <div className={classes.top}>
        <Mark />
        <Burger
          opened={open}
          onClick={() => setOpen(!open)}
          size="sm"
          aria-label={open ? 'Close menu' : 'Open menu'}
        />
      </div>
      <div className={classes.side} data-open={open || undefined}>
        <Mark />
        <nav className={classes.nav} aria-label="Pages">
          {GROUPS.map(([group, title]) => {
            const of = features.filter(feature => feature.group === group);
            return of.length === 0 ? null : (
              <section key={group} aria-label={title}>
                <h2>{title}</h2>
                {of.map(feature => (
                  <NavLink
                    key={feature.path}
                    to={`/${feature.path}`}
                    end={feature.path === ''}
                    className={classes.link ?? ''}
                    onClick={() => setOpen(false)}
                  >
                    <feature.icon size={18} stroke={1.75} aria-hidden="true" />
                    {feature.label}
                  </NavLink>
                ))}
              </section>
            );
          })}
        </nav>
        <LiveState />
        <Who close={() => setOpen(false)} />
      </div>
      <main className={classes.main} id="main" tabIndex={-1}>
        <div className={classes.inner}>{children}</div>
      </main>
    </div>
  );
}

function Who({ close }: { close: () => void }) {
  const me = useMe();
  const logout = useLogout();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Sign = colorScheme === 'dark' ? IconMoon : colorScheme === 'light' ? IconSun : IconDeviceDesktop;
  return (
    <div className={classes.who}>
      <NavLink to="/account" onClick={close}>
        <strong>{me.name}</strong>
        <small>
          {me.tenant === undefined || me.tenant === null ? me.role : `${me.role} of ${me.tenant}`}
        </small>
      </NavLink>
      <Menu position="top-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label="Light or dark">
            <Sign size={18} stroke={1.75} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconSun size={16} />} onClick={() => setColorScheme('light')}>
            Light
          </Menu.Item>
          <Menu.Item leftSection={<IconMoon size={16} />} onClick={() => setColorScheme('dark')}>
            Dark
          </Menu.Item>
          <Menu.Item leftSection={<IconDeviceDesktop size={16} />} onClick={() => setColorScheme('auto')}>
            As the system
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActionIcon variant="subtle" color="gray" aria-label="Log out" onClick={() => void logout()}>
        <IconLogout size={18} stroke={1.75} />
      </ActionIcon>
    </div>
  );
}
