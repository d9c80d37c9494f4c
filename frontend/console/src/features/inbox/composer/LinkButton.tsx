import { t } from '@lingui/core/macro';
import { ActionIcon, Button, Popover, TextInput } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import type { Editor } from '@tiptap/react';
import { useState } from 'react';

import s from './Composer.module.css';

/** Makes the chosen words a link, or takes the link away. */
export default function LinkButton({ editor, active }: { editor: Editor; active: boolean }) {
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
