/** The form before the chat: each question with its label, and what is wrong with its answer below it. */
import { Refused, type Question } from './calls';
import { h } from './dom';
import { say } from './words';

type Answers = Record<string, string | boolean>;

/** ``done`` sends the answers; when it throws ``Refused`` with fields, they are named and the first is focused. */
export function questions(ask: Question[], away: boolean, done: (answers: Answers) => Promise<void>): HTMLFormElement {
  const fields = ask.map((question) => field(question));
  const button = h('button', { type: 'submit', className: 'main' }, say(away ? 'leave' : 'start'));
  const trouble = h('p', { className: 'trouble', role: 'alert' });
  const form = h('form', { className: 'questions', noValidate: true }, h('h2', {}, say('before')), ...fields.map((one) => one.row), trouble, button);
  form.onsubmit = (event) => {
    event.preventDefault();
    button.disabled = true;
    trouble.textContent = '';
    for (const one of fields) one.complain('');
    done(Object.fromEntries(fields.map((one) => [one.name, one.value()])))
      .catch((error: unknown) => {
        const wrong = error instanceof Refused ? error.fields : {};
        const named = fields.filter((one) => wrong[one.name]);
        for (const one of named) one.complain(wrong[one.name] ?? '');
        named[0]?.control.focus();
        if (!named.length) trouble.textContent = say(error instanceof Refused && error.status === 429 ? 'wait' : 'unavailable');
      })
      .finally(() => (button.disabled = false));
  };
  return form;
}

interface Field {
  name: string;
  row: HTMLElement;
  control: HTMLElement;
  value: () => string | boolean;
  complain: (why: string) => void;
}

function field({ name, kind, label, required, options }: Question): Field {
  const id = `q-${name}`;
  const error = h('p', { id: `${id}-error`, className: 'error' });
  const words = label || say(kind);
  const about = { id, name, 'aria-describedby': error.id, 'aria-required': String(required) };
  let control: HTMLInputElement | HTMLSelectElement;
  let row: HTMLElement;
  if (kind === 'consent') {
    control = h('input', { ...about, type: 'checkbox' });
    row = h('div', { className: 'field tick' }, control, h('label', { htmlFor: id }, words), error);
  } else {
    control = options.length
      ? h('select', about, h('option', { value: '' }, say('choose')), ...options.map((option) => h('option', { value: option }, option)))
      : h('input', { ...about, type: kind === 'email' ? 'email' : 'text', autocomplete: kind === 'name' || kind === 'email' ? kind : 'off', maxLength: 254 });
    const note = required ? '' : ` (${say('optional')})`;
    row = h('div', { className: 'field' }, h('label', { htmlFor: id }, words, h('span', { className: 'quiet' }, note)), control, error);
  }
  const input = control;
  return {
    name,
    row,
    control,
    value: () => (input instanceof HTMLInputElement && input.type === 'checkbox' ? input.checked : input.value),
    complain: (why) => {
      error.textContent = why && say(kind === 'consent' ? 'tick' : why);
      input.setAttribute('aria-invalid', String(!!why));
    },
  };
}
