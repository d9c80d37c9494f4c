import { Trans, useLingui } from '@lingui/react/macro';
import { Button, CopyButton, Modal } from '@mantine/core';

/** The only time that anybody sees it. */
export function PanelSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Modal opened onClose={onClose} title={t`The secret of this panel`} size={560} closeOnClickOutside={false}>
      <p>
        <Trans>Give it to the other system: with it, it can check that what it is told about a customer really comes from here. It is shown this once, but you can always make a new one.</Trans>
      </p>
      <p>
        <code style={{ overflowWrap: 'anywhere' }}>{secret}</code>
      </p>
      <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8 }}>
        <CopyButton value={secret}>{({ copied, copy }) => <Button onClick={copy}>{copied ? t`Copied` : t`Copy`}</Button>}</CopyButton>
        <Button variant="default" onClick={onClose}>
          <Trans>I have it</Trans>
        </Button>
      </div>
    </Modal>
  );
}
