import { t } from '@lingui/core/macro';
import { ActionIcon, Button, Popover, TextInput, Tooltip } from '@mantine/core';
import { IconAt, IconBold, IconItalic, IconLink, IconList, IconListNumbers, IconPaperclip, IconSlash, type Icon } from '@tabler/icons-react';
import { type Editor, useEditorState } from '@tiptap/react';
import { memo, useRef, useState } from 'react';

import s from './Composer.module.css';

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
        <LinkButton editor={editor} active={on.link} />
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

function LinkButton({ editor, active }: { editor: Editor; active: boolean }) {
  const [open, setOpen] = useState(false);
  const [href, setHref] = useState('');
  const apply = (): void => {
    const chain = editor.chain().focus().extendMarkRange('link');
    const url = href.trim();
    if (!url) chain.unsetLink().run();
    else if (editor.state.selection.empty && !active) chain.insertContent({ type: 'text', text: url, marks: [{ type: 'link', attrs: { href: withScheme(url) } }] }).run();
    else chain.setLink({ href: withScheme(url) }).run();
    setOpen(false);
  };
  return (
    <Popover opened={open} onChange={setOpen} trapFocus withRoles={false}>
      <Popover.Target>
        <ActionIcon
          aria-label={t`Link`}
          aria-expanded={open}
          variant={active ? 'light' : 'subtle'}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            setHref(String(editor.getAttributes('link').href ?? ''));
            setOpen(!open);
          }}
        >
          <IconLink size={16} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t`Link`}>
        <div className={s.link}>
          <TextInput aria-label={t`Address of the link`} placeholder={'https://…'} value={href} onChange={(event) => setHref(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Enter' && (event.preventDefault(), apply())} data-autofocus />
          <Button onClick={apply}>{href.trim() ? t`Set` : t`Remove`}</Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

const withScheme = (url: string): string => (/^(https?:|mailto:|tel:)/i.test(url) ? url : `https://${url}`);
