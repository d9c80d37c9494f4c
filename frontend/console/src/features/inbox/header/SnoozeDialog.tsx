import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';

import WhenInput from '../../../ui/WhenInput';

/** Any other time. */
export default function SnoozeDialog({ onClose, onChoose }: { onClose: () => void; onChoose: (date: Date) => void }) {
  const [at, setAt] = useState<Date | null>(null);
  return (
    <Modal opened onClose={onClose} title={t`Snooze until`} size={380}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (at) onChoose(at);
        }}
      >
        <WhenInput label={t`When it comes back`} onChange={setAt} />
        <Button type="submit" fullWidth mt={12} disabled={!at}>
          <Trans>Snooze</Trans>
        </Button>
      </form>
    </Modal>
  );
}
