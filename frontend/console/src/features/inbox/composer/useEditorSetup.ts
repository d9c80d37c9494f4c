import { Placeholder } from '@tiptap/extensions';
import { type Editor, useEditor } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';
import { useEffect, useRef } from 'react';

import { Blanks } from './canned/slash';
import s from './Composer.module.css';
import { Mention } from './mentions/mention';

interface Setup {
  content: string;
  label: string;
  placeholder: string;
  onChange: (editor: Editor) => void;
  /** True: the key was used elsewhere. */
  onKey: (event: KeyboardEvent) => boolean;
  onSend: (solve: boolean) => void;
  onLeave: () => void;
  onFiles: (files: File[]) => void;
}

/** The rich text editor. It never re-renders React while somebody types. */
export function useEditorSetup(setup: Setup): Editor {
  const latest = useRef(setup);
  useEffect(() => {
    latest.current = setup;
  });
  const props = {
    attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': setup.label, class: s.text!, dir: 'auto' },
    handleKeyDown: (_view: unknown, event: KeyboardEvent): boolean => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
        latest.current.onSend(event.shiftKey);
        return true;
      }
      if (latest.current.onKey(event)) return true;
      // The editor's own keymap would swallow Escape.
      if (event.key === 'Escape') {
        latest.current.onLeave();
        return true;
      }
      return false;
    },
    handlePaste: (_view: unknown, event: ClipboardEvent): boolean => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length || event.clipboardData?.types.includes('text/html')) return false;
      latest.current.onFiles(files);
      return true;
    },
    handleDrop: (_view: unknown, event: DragEvent): boolean => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length) latest.current.onFiles(files);
      return files.length > 0;
    },
  };
  const editor = useEditor({
    extensions: [
      StarterKit.configure({ heading: false, horizontalRule: false, link: { openOnClick: false, defaultProtocol: 'https' } }),
      Placeholder.configure({ placeholder: () => latest.current.placeholder }),
      Blanks,
      Mention,
    ],
    content: setup.content,
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    editorProps: props,
    onUpdate: ({ editor: changed }) => latest.current.onChange(changed),
  });
  useEffect(() => {
    editor.setOptions({ editorProps: props }); // the name of the field and its placeholder
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only the label is part of the options
  }, [editor, setup.label]);
  return editor;
}
