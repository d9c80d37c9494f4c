import { IconPaperclip } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

import s from './Composer.module.css';

const bringsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Files may be dropped anywhere over the conversation; said while they hang over it. */
export default function DropZone({ words, onFiles }: { words: string; onFiles: (files: File[]) => void }) {
  const here = useRef<HTMLSpanElement>(null);
  const [over, setOver] = useState(false);
  const [conversation, setConversation] = useState<HTMLElement | null>(null);
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    const box = here.current?.closest('section');
    if (!box) return undefined;
    setConversation(box);
    const hover = (event: DragEvent): void => {
      if (!bringsFiles(event)) return;
      event.preventDefault(); // or the browser would leave for the file
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!(event.relatedTarget instanceof Node) || !box.contains(event.relatedTarget)) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (event.defaultPrevented || !bringsFiles(event)) return; // the editor took it
      event.preventDefault();
      take.current([...(event.dataTransfer?.files ?? [])]);
    };
    box.addEventListener('dragover', hover);
    box.addEventListener('dragleave', leave);
    box.addEventListener('drop', drop);
    return () => {
      box.removeEventListener('dragover', hover);
      box.removeEventListener('dragleave', leave);
      box.removeEventListener('drop', drop);
    };
  }, []);
  return (
    <>
      <span ref={here} hidden />
      {over &&
        conversation &&
        createPortal(
          <div className={s.dropping} role="status">
            <span>
              <IconPaperclip size={20} aria-hidden /> {words}
            </span>
          </div>,
          conversation,
        )}
    </>
  );
}
