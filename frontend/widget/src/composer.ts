/** Where the visitor writes: Enter sends, Shift+Enter starts a new line, files can be taken along. */
import { h, hidden, icon } from './dom';
import { boot, say, size } from './words';

const LONGEST = 4000;
const MOST_FILES = 5;
const TYPING_EVERY = 3000;
const PLANE = 'M4 12l16-8-6 16-3-7z';
const CLIP = 'M8 12.5l6-6a3 3 0 014.5 4.500l-8 8a5 5 0 01-7-7l7.500-7.500';

export interface Composer {
  form: HTMLFormElement;
  text: HTMLTextAreaElement;
  focus: () => void;
}

export function composer(send: (text: string, files: File[]) => void, typing: (on: boolean) => void): Composer {
  let files: File[] = [];
  let told = 0;
  const text = h('textarea', { rows: 1, name: 'text', placeholder: say('write'), id: 'write' });
  const trouble = h('p', { className: 'error', role: 'alert' });
  const chosen = h('ul', { className: 'chosen' });
  const picker = h('input', { type: 'file', multiple: true, className: 'sr', id: 'files', tabIndex: -1, 'aria-hidden': 'true' });
  const attach = h('button', { type: 'button', className: 'tool', 'aria-label': say('attach'), title: say('attach') }, icon(CLIP));
  const submit = h('button', { type: 'submit', className: 'tool send', 'aria-label': say('send'), title: say('send') }, icon(PLANE));
  const row = h('div', { className: 'row' }, ...(boot.files ? [picker, attach] : []), h('label', { htmlFor: 'write' }, hidden(say('write')), text), submit);
  const form = h('form', { className: 'composer' }, chosen, trouble, row);

  const draw = (): void => {
    chosen.replaceChildren(
      ...files.map((file, index) => {
        const name = say('attached', { name: file.name, size: size(file.size) });
        const remove = h('button', { type: 'button', 'aria-label': say('remove', { name: file.name }) }, '×');
        remove.onclick = () => {
          files.splice(index, 1);
          draw();
          text.focus();
        };
        return h('li', {}, name, remove);
      }),
    );
    text.style.blockSize = 'auto';
    text.style.blockSize = `${Math.min(text.scrollHeight + 2, 140)}px`;
  };
  const add = (more: Iterable<File>): void => {
    trouble.textContent = '';
    for (const file of more) {
      if (file.size > boot.largest) trouble.textContent = say('too_large', { name: file.name, size: size(boot.largest) });
      else if (files.length >= MOST_FILES) trouble.textContent = say('too_many', { count: MOST_FILES });
      else files.push(file);
    }
    draw();
  };

  attach.onclick = () => picker.click();
  picker.onchange = () => {
    add(picker.files ?? []);
    picker.value = '';
    text.focus();
  };
  text.onpaste = (event) => {
    if (boot.files && event.clipboardData?.files.length) add(event.clipboardData.files);
  };
  text.oninput = () => {
    draw();
    trouble.textContent = '';
    const now = Date.now();
    if (text.value && now - told > TYPING_EVERY) {
      told = now;
      typing(true);
    }
  };
  text.onkeydown = (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const words = text.value.trim();
    const over = [...words].length - LONGEST;
    if (over > 0) {
      trouble.textContent = say('too_long', { count: over });
      return;
    }
    if (!words && !files.length) return;
    send(words, files);
    files = [];
    told = 0;
    text.value = '';
    typing(false);
    draw();
    text.focus();
  };
  return { form, text, focus: () => text.focus() };
}
