import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Modal } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDownload, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';

import type { Attachment } from '../../../api/types';
import { formatPercent } from '../../../lib/format';
import { fileSize } from '../../../ui/words';
import s from './Viewer.module.css';

const STEPS = [1, 1.5, 2, 3, 4];

/** Pictures of the conversation at full size: arrows go through them, plus and minus zoom, Escape closes. */
export default function Viewer({ images, start, onClose }: { images: readonly Attachment[]; start: number; onClose: () => void }) {
  const [at, setAt] = useState(() => Math.max(0, images.findIndex((image) => image.id === start)));
  const [step, setStep] = useState(0);
  const image = images[at];
  const go = (by: number): void => {
    setAt((n) => Math.min(images.length - 1, Math.max(0, n + by)));
    setStep(0);
  };
  const zoom = (by: number): void => setStep((n) => Math.min(STEPS.length - 1, Math.max(0, n + by)));
  const onKey = (event: KeyboardEvent): void => {
    const forward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') go(event.key === forward ? 1 : -1);
    else if (event.key === '+' || event.key === '=') zoom(1);
    else if (event.key === '-') zoom(-1);
    else if (event.key === '0') setStep(0);
    else return;
    event.preventDefault();
  };
  if (!image) return null;
  return (
    <Modal opened onClose={onClose} fullScreen title={<bdi>{image.filename}</bdi>} closeButtonProps={{ 'aria-label': t`Close the picture` }} onKeyDown={onKey} classNames={{ content: s.content!, body: s.body! }}>
      <div className={s.bar}>
        <span className="num" role="status">
          {images.length > 1 && t`${at + 1} of ${images.length}`}
        </span>
        <span className="num">{fileSize(image.size)}
        </span>
        <ActionIcon aria-label={t`Smaller`} disabled={step === 0} onClick={() => zoom(-1)}>
          <IconZoomOut size={18} />
        </ActionIcon>
        <span className="num">{formatPercent(STEPS[step]!)}</span>
        <ActionIcon aria-label={t`Larger`} disabled={step === STEPS.length - 1} onClick={() => zoom(1)} data-autofocus>
          <IconZoomIn size={18} />
        </ActionIcon>
        <Button component="a" href={image.url} download={image.filename} size="compact-sm" variant="default" leftSection={<IconDownload size={15} />}>
          <Trans>Download</Trans>
        </Button>
      </div>
      <div className={s.stage} tabIndex={0} role="region" aria-label={t`Picture`}>
        <img key={image.id} src={image.url} alt={image.filename || t`Picture without a name`} style={step ? { inlineSize: `${STEPS[step]! * 100}%`, maxInlineSize: 'none', maxBlockSize: 'none' } : undefined} />
      </div>
      {images.length > 1 && (
        <>
          <ActionIcon className={s.previous!} size={44} variant="default" aria-label={t`Previous picture`} disabled={at === 0} onClick={() => go(-1)}>
            <IconChevronLeft size={22} />
          </ActionIcon>
          <ActionIcon className={s.next!} size={44} variant="default" aria-label={t`Next picture`} disabled={at === images.length - 1} onClick={() => go(1)}>
            <IconChevronRight size={22} />
          </ActionIcon>
        </>
      )}
    </Modal>
  );
}
