import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';

import s from './Admin.module.css';

interface Step {
  isPending: boolean;
}

/** What a form ends with: taken away, where there is something to take away yet, and saved. */
export function FormActions({ save, remove, words }: { save: Step; remove: (Step & { mutate: () => void }) | null; words?: string }) {
  return (
    <div className={s.actions}>
      {remove && (
        <Button variant="subtle" color="red" data-start loading={remove.isPending} onClick={() => remove.mutate()}>
          {words ?? <Trans>Remove</Trans>}
        </Button>
      )}
      <Button type="submit" loading={save.isPending}>
        <Trans>Save</Trans>
      </Button>
    </div>
  );
}
