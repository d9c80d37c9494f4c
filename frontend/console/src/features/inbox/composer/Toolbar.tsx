import { t } from '@lingui/core/macro';
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconAt, IconBold, IconItalic, IconList, IconListNumbers, IconPaperclip, IconSlash, type Icon } from '@tabler/icons-react';
import { type Editor, useEditorState } from '@tiptap/react';
import { lazy, memo, Suspense, useRef } from 'react';

import s from './Composer.module.css';

const LinkButton = lazy(() => import('./LinkButton'));

export const Toolbar = memo(function Toolbar({ editor, note, files, onFiles }: { editor: Editor; note: boolean; files: string; onFiles: (files: File[]) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const on = useEditorState({
    editor,
    selector: ({ editor: e }) => ({ bold: e.isActive('bold'), italic: e.isActive('italic'), list: e.isActive('bulletList'), numbers: e.isActive('orderedList'), link: e.isActive('link') }),
  });
  const begin = (sign: string): void => {
    const { $from } = editor.state.selection;
    editor.chain().focus().insertContent(/\S$/.test($from.parent.textBetween(0, $from.parentOffset)) ? ` ${sign}` : sign).run();
  };
  const button = (label: string, Icon: Icon, pressed: boolean, run: () => void) => (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} aria-pressed={pressed} variant={pressed ? 'light' : 'subtle'} onMouseDown={(event) => event.preventDefault()} onClick={run}>
        <Icon size={16} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <>
      <span className={s.styles}>
        {button(t`Bold`, IconBold, on.bold, () => editor.chain().focus().toggleBold().run())}
        {button(t`Italic`, IconItalic, on.italic, () => editor.chain().focus().toggleItalic().run())}
        {button(t`Bulleted list`, IconList, on.list, () => editor.chain().focus().toggleBulletList().run())}
        {button(t`Numbered list`, IconListNumbers, on.numbers, () => editor.chain().focus().toggleOrderedList().run())}
        <Suspense>
          <LinkButton editor={editor} active={on.link} />
        </Suspense>
        <i className={s.rule} />
      </span>
      <Tooltip label={files}>
        <ActionIcon aria-label={t`Attach files`} onClick={() => picker.current?.click()}>
          <IconPaperclip size={16} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t`Canned answers ( / )`}>
        <ActionIcon aria-label={t`Canned answers`} onMouseDown={(event) => event.preventDefault()} onClick={() => begin('/')}>
          <IconSlash size={16} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      {note && (
        <Tooltip label={t`Mention a colleague ( @ )`}>
          <ActionIcon aria-label={t`Mention a colleague`} onMouseDown={(event) => event.preventDefault()} onClick={() => begin('@')}>
            <IconAt size={16} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      )}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t`Files to attach`}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
});
