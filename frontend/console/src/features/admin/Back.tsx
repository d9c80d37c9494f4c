import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import s from './Admin.module.css';

/** From one of them to all of them: above the heading, everywhere. */
export function Back({ to, children }: { to: () => void; children: ReactNode }) {
  return (
    <Button className={s.out} variant="subtle" color="gray" size="compact-sm" leftSection={<IconArrowLeft size={14} />} onClick={to}>
      {children}
    </Button>
  );
}
