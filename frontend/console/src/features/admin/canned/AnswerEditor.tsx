import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconBold, IconBraces, IconItalic, IconList, IconListNumbers, type Icon } from '@tabler/icons-react';
import { EditorContent, useEditor } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';

import { variablesQuery } from '../../../api/answers';
import c from './Canned.module.css';

/** The words, with the same marks that the composer has, and a menu of what fills itself in. */
export function AnswerEditor({ value, onChange, error }: { value: string; onChange: (html: string) => void; error: string | undefined }) {
  const { data: variables } = useQuery(variablesQuery);
  const editor = useEditor({
    extensions: [StarterKit.configure({ heading: false, horizontalRule: false, link: { openOnClick: false, defaultProtocol: 'https' } })],
    content: value,
    immediatelyRender: true,
    editorProps: { attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': t`The answer`, class: c.text!, dir: 'auto' } },
    onUpdate: ({ editor: changed }) => onChange(changed.isEmpty ? '' : changed.getHTML()),
  });
  const button = (label: string, Mark: Icon, run: () => void) => (
    <ActionIcon aria-label={label} title={label} onMouseDown={(event) => event.preventDefault()} onClick={run}>
      <Mark size={16} stroke={1.7} />
    </ActionIcon>
  );
  return (
    <div>
      <span className={c.label}><Trans>The answer</Trans></span>
      <div className={c.box} data-error={error ? true : undefined}>
        <EditorContent editor={editor} />
        <div className={c.bar}>
          {button(t`Bold`, IconBold, () => editor.chain().focus().toggleBold().run())}
          {button(t`Italic`, IconItalic, () => editor.chain().focus().toggleItalic().run())}
          {button(t`Bulleted list`, IconList, () => editor.chain().focus().toggleBulletList().run())}
          {button(t`Numbered list`, IconListNumbers, () => editor.chain().focus().toggleOrderedList().run())}
          <Menu position="bottom-start" width={300}>
            <Menu.Target>
              <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconBraces size={14} />}>
                <Trans>Insert a name, a number…</Trans>
              </Button>
            </Menu.Target>
            <Menu.Dropdown mah="40dvh" style={{ overflowY: 'auto' }}>
              {variables?.map((variable) => (
                <Menu.Item key={variable.name} onClick={() => editor.chain().focus().insertContent(`{{ ${variable.name} }}`).run()}>
                  {variable.about}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      {error && (
        <p className={c.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
