import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';

import { localInput } from '../snooze';

/** Any other time. */
export default function SnoozeDialog({ onClose, onChoose }: { onClose: () => void; onChoose: (date: Date) => void }) {
  const { t } = useLingui();
  const [custom, setCustom] = useState(() => localInput(new Date(Date.now() + 86_400_000)));
  return (
    <Modal opened onClose={onClose} title={t`Snooze until`} size={320}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onChoose(new Date(custom));
        }}
      >
        <TextInput type="datetime-local" aria-label={t`Date and time`} min={localInput(new Date())} value={custom} onChange={(event) => setCustom(event.currentTarget.value)} required mb={12} />
        <Button type="submit" fullWidth>
          <Trans>Snooze</Trans>
        </Button>
      </form>
    </Modal>
  );
}
