import { ActionIcon, Button, Popover, TextInput, Tooltip } from '@mantine/core';
import { IconBold, IconItalic, IconLink, IconList, IconListNumbers, IconPaperclip, IconSlash, type Icon } from '@tabler/icons-react';
import { type Editor, useEditorState } from '@tiptap/react';
import { memo, useRef, useState } from 'react';

import s from './Composer.module.css';

export const Toolbar = memo(function Toolbar({ editor, onFiles }: { editor: Editor; onFiles: (files: File[]) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const on = useEditorState({
    editor,
    selector: ({ editor: e }) => ({ bold: e.isActive('bold'), italic: e.isActive('italic'), list: e.isActive('bulletList'), numbers: e.isActive('orderedList'), link: e.isActive('link') }),
  });
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
        {button('Bold', IconBold, on.bold, () => editor.chain().focus().toggleBold().run())}
        {button('Italic', IconItalic, on.italic, () => editor.chain().focus().toggleItalic().run())}
        {button('Bulleted list', IconList, on.list, () => editor.chain().focus().toggleBulletList().run())}
        {button('Numbered list', IconListNumbers, on.numbers, () => editor.chain().focus().toggleOrderedList().run())}
        <LinkButton editor={editor} active={on.link} />
        <i className={s.rule} />
      </span>
      <Tooltip label="Attach files">
        <ActionIcon aria-label="Attach files" onClick={() => picker.current?.click()}>
          <IconPaperclip size={16} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Canned answers ( / )">
        <ActionIcon aria-label="Canned answers" onMouseDown={(event) => event.preventDefault()} onClick={() => editor.chain().focus().insertContent(/\S$/.test(editor.state.selection.$from.parent.textBetween(0, editor.state.selection.$from.parentOffset)) ? ' /' : '/').run()}>
          <IconSlash size={16} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
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
          aria-label="Link"
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
      <Popover.Dropdown role="dialog" aria-label="Link">
        <div className={s.link}>
          <TextInput aria-label="Address of the link" placeholder="https://…" value={href} onChange={(event) => setHref(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Enter' && (event.preventDefault(), apply())} data-autofocus />
          <Button onClick={apply}>{href.trim() ? 'Set' : 'Remove'}</Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

const withScheme = (url: string): string => (/^(https?:|mailto:|tel:)/i.test(url) ? url : `https://${url}`);
