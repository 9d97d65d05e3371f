import {
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
} from '@backstage/core-components';
import type {
  NavContentComponentProps,
  NavContentNavItem,
} from '@backstage/plugin-app-react';
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
import { RiMenuLine } from '@remixicon/react';
import { ThemeSwitch } from './ThemeSwitch';

function Item({ href, icon, title }: NavContentNavItem) {
  return <SidebarItem to={href} icon={() => icon} text={title} />;
}

/** The side bar: the catalog and the secrets first, what belongs to the person last. */
export function Navigation({ navItems }: NavContentComponentProps) {
  const items = navItems.withComponent(Item);
  const catalog = items.take('page:catalog');
  const secrets = items.take('page:secret-rotation');
  const settings = items.take('page:user-settings');
  // Its own item, below, counts what is unread.
  items.take('page:notifications');
  return (
    <Sidebar>
      <SidebarGroup label="Menu" icon={<RiMenuLine />}>
        {catalog}
        {secrets}
        <SidebarScrollWrapper>
          {items.rest({ sortBy: 'title' })}
        </SidebarScrollWrapper>
      </SidebarGroup>
      <SidebarSpace />
      <SidebarDivider />
      <SidebarGroup label="You" icon={<RiMenuLine />} to="/settings">
        <NotificationsSidebarItem />
        <ThemeSwitch />
        {settings}
      </SidebarGroup>
    </Sidebar>
  );
}
