import { Drawer, type DrawerProps } from '@mantine/core';

/** What a wide screen shows as a pane, on a narrow one. Load it lazily: a wide screen never needs it. */
export default function SideDrawer(props: Omit<DrawerProps, 'opened' | 'padding'>) {
  return <Drawer opened padding={0} {...props} />;
}
