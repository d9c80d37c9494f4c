import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, CopyButton, Modal } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

import s from './Webhooks.module.css';

/** The only time that anybody sees it. */
export function SecretOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t`The secret of this webhook`} size={560} closeOnClickOutside={false}>
      <div className={s.secret}>
        <p><Trans>Give it to the other system: with it, it can check that a call really comes from you. It is shown this once and cannot be looked up later, but you can always make a new one.</Trans></p>
        <code>{secret}</code>
        <div>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant={copied ? 'light' : 'filled'} leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={copy} data-autofocus>
                {copied ? t`Copied` : t`Copy`}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" onClick={onClose}>
            <Trans>I have it</Trans>
          </Button>
        </div>
      </div>
    </Modal>
  );
}
