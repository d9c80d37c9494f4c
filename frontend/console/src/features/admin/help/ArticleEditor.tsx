import { t } from '@lingui/core/macro';
import { ActionIcon } from '@mantine/core';
import { IconBold, IconH2, IconH3, IconItalic, IconLink, IconList, IconListNumbers, IconQuote, type Icon } from '@tabler/icons-react';
import { EditorContent, useEditor } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';

import b from '../brands/Brands.module.css';

/** The text of an article, with the marks that help pages have. */
export function ArticleEditor({ value, onChange, error }: { value: string; onChange: (html: string) => void; error: string | undefined }) {
  const editor = useEditor({
    extensions: [StarterKit.configure({ heading: { levels: [2, 3] }, link: { openOnClick: false, defaultProtocol: 'https' } })],
    content: value,
    immediatelyRender: true,
    editorProps: { attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': t`The text`, class: b.text!, dir: 'auto' } },
    onUpdate: ({ editor: changed }) => onChange(changed.isEmpty ? '' : changed.getHTML()),
  });
  const button = (label: string, Mark: Icon, run: () => void) => (
    <ActionIcon aria-label={label} title={label} onMouseDown={(event) => event.preventDefault()} onClick={run}>
      <Mark size={16} stroke={1.7} />
    </ActionIcon>
  );
  const link = (): void => {
    const address = window.prompt(t`Address of the link; empty takes it away`, String(editor.getAttributes('link').href ?? 'https://'));
    if (address === null) return;
    if (address.trim() === '') editor.chain().focus().unsetLink().run();
    else editor.chain().focus().extendMarkRange('link').setLink({ href: address.trim() }).run();
  };
  return (
    <div>
      <div className={b.box} data-error={error ? true : undefined}>
        <div className={b.bar}>
          {button(t`Heading`, IconH2, () => editor.chain().focus().toggleHeading({ level: 2 }).run())}
          {button(t`Smaller heading`, IconH3, () => editor.chain().focus().toggleHeading({ level: 3 }).run())}
          {button(t`Bold`, IconBold, () => editor.chain().focus().toggleBold().run())}
          {button(t`Italic`, IconItalic, () => editor.chain().focus().toggleItalic().run())}
          {button(t`Bulleted list`, IconList, () => editor.chain().focus().toggleBulletList().run())}
          {button(t`Numbered list`, IconListNumbers, () => editor.chain().focus().toggleOrderedList().run())}
          {button(t`Quotation`, IconQuote, () => editor.chain().focus().toggleBlockquote().run())}
          {button(t`Link`, IconLink, link)}
        </div>
        <EditorContent editor={editor} />
      </div>
      {error && (
        <p className={b.problem} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
