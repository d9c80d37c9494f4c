import { t } from '@lingui/core/macro';
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useRef, useState } from 'react';

import type { Attachment } from '../../../api/types';
import { fileSize } from '../../../ui/words';
import s from './Recording.module.css';

const SPEEDS = [1, 1.5, 2] as const;

/** A voice note or a film: played when somebody wants it, never by itself, and as fast as they like. */
export default function Recording({ file }: { file: Attachment }) {
  const player = useRef<HTMLVideoElement & HTMLAudioElement>(null);
  const [turn, setTurn] = useState(0);
  const speed = SPEEDS[turn % SPEEDS.length] ?? 1;
  const faster = (): void => {
    const next = SPEEDS[(turn + 1) % SPEEDS.length] ?? 1;
    setTurn(turn + 1);
    if (player.current) player.current.playbackRate = next;
  };
  const film = file.content_type.startsWith('video/');
  const name = file.filename || (film ? t`film` : t`voice message`);
  const common = { ref: player, controls: true, preload: 'metadata', src: file.url, 'aria-label': name } as const;
  return (
    <div className={s.recording}>
      {film ? <video {...common} playsInline /> : <audio {...common} />}
      <p>
        <Button size="compact-xs" variant="default" onClick={faster} aria-label={t`Speed: ${speed} times. Change it`}>
          {speed}×
        </Button>
        <bdi>{name}</bdi>
        <span className="num">{fileSize(file.size)}</span>
        <a href={file.url} download={file.filename} aria-label={t`Download ${name}`}>
          <IconDownload size={14} aria-hidden />
        </a>
      </p>
    </div>
  );
}
