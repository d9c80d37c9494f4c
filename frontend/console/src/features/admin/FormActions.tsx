import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

import s from './Admin.module.css';

interface Step {
  isPending: boolean;
}
interface Props {
  save: Step;
  /** Null where there is nothing to take away yet. */
  remove?: (Step & { mutate: () => void }) | null;
  words?: { save?: ReactNode; remove?: ReactNode };
  disabled?: boolean;
  /** What else can be done, before Save. */
  children?: ReactNode;
}

/** What a form ends with: taken away at its beginning, saved at its end. */
export function FormActions({ save, remove, words, disabled, children }: Props) {
  return (
    <div className={s.actions}>
      {remove && (
        <Button variant="subtle" color="red" data-start loading={remove.isPending} onClick={() => remove.mutate()}>
          {words?.remove ?? <Trans>Remove</Trans>}
        </Button>
      )}
      {children}
      <Button type="submit" loading={save.isPending} disabled={disabled}>
        {words?.save ?? <Trans>Save</Trans>}
      </Button>
    </div>
  );
}
