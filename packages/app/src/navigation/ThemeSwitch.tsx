import { SidebarItem } from '@backstage/core-components';
import { appThemeApiRef, useApi } from '@backstage/frontend-plugin-api';
import { RiContrastLine } from '@remixicon/react';
import { useSyncExternalStore } from 'react';

/** Switches between the light and the dark theme. The settings page can also follow the system. */
export function ThemeSwitch() {
  const appThemeApi = useApi(appThemeApiRef);
  const activeId = useSyncExternalStore(
    notify => {
      const subscription = appThemeApi.activeThemeId$().subscribe(notify);
      return () => subscription.unsubscribe();
    },
    () => appThemeApi.getActiveThemeId(),
  );
  const themes = appThemeApi.getInstalledThemes();
  const isDark =
    activeId === undefined
      ? window.matchMedia('(prefers-color-scheme: dark)').matches
      : themes.find(theme => theme.id === activeId)?.variant === 'dark';
  const other = themes.find(
    theme => theme.variant === (isDark ? 'light' : 'dark'),
  );

  return (
    <SidebarItem
      icon={() => <RiContrastLine />}
      text={isDark ? 'Light theme' : 'Dark theme'}
      onClick={() => appThemeApi.setActiveThemeId(other?.id)}
    />
  );
}
