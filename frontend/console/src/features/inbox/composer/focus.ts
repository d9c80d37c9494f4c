import type { Editor } from '@tiptap/react';


/** The view is mounted a moment after the component: waits for it, then gives it the focus and what was typed meanwhile. */
export function focusEditor(editor: Editor, typed: () => string): () => void {
  let frame = 0;
  const attempt = (): void => {
    if (editor.isDestroyed || !editor.isInitialized) {
      frame = requestAnimationFrame(attempt);
      return;
    }
    editor.view.focus();
    editor.commands.focus('end', { scrollIntoView: false });
    const text = typed();
    for (const [i, line] of text.split('\n').entries()) {
      if (i > 0) editor.commands.splitBlock();
      if (line) editor.commands.insertContent({ type: 'text', text: line });
    }
  };
  attempt();
  return () => cancelAnimationFrame(frame);
}

/** Back to the list, to the ticket that is open. */
export function leaveEditor(editor: Editor): void {
  editor.view.dom.blur();
  document.querySelector<HTMLElement>('[data-row][data-selected]')?.focus();
}
