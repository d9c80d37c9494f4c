import type { CustomField } from '../../../api/generated/types.gen';

/** Fields of a form are kept as lines: ``order | Order number | text | required | help: … | options: one, two``. */
export interface FormField {
  name: string;
  label: string;
  type: 'text' | 'textarea' | 'select' | 'checkbox' | 'date';
  required: boolean;
  help: string;
  options: string[];
}
const TYPES = ['text', 'textarea', 'select', 'checkbox', 'date'] as const;

export function read(line: string): FormField {
  const [name = '', label = '', ...rest] = line.split('|').map((part) => part.trim());
  const field: FormField = { name, label, type: 'text', required: false, help: '', options: [] };
  for (const part of rest) {
    const type = TYPES.find((one) => one === part);
    if (type) field.type = type;
    else if (part === 'required') field.required = true;
    else if (part.startsWith('help:')) field.help = part.slice(5).trim();
    else if (part.startsWith('options:')) field.options = part.slice(8).split(',').map((option) => option.trim()).filter(Boolean);
  }
  return field;
}

/** A field of tickets as a question of a form: the answer is kept in it. Null where a form has no such question. */
export function asked(field: CustomField): FormField | null {
  const type = ({ text: 'text', number: 'text', link: 'text', date: 'date', checkbox: 'checkbox', choice: 'select', choices: null } as const)[field.kind];
  if (type === null || field.archived || field.target !== 'ticket' || field.choices.some((choice) => /[,|]/.test(choice))) return null;
  return { name: field.key, label: field.label, type, required: false, help: field.help, options: type === 'select' ? field.choices : [] };
}

const clean = (text: string): string => text.replaceAll('|', '/').trim();

/** ``plain``: questions of a chat know no types; options make a choice. */
export function write(field: FormField, plain: boolean): string {
  const parts = [field.name, clean(field.label)];
  if (!plain && field.type !== 'text') parts.push(field.type);
  if (field.required) parts.push('required');
  if (!plain && clean(field.help)) parts.push(`help: ${clean(field.help)}`);
  if (field.options.length && (plain || field.type === 'select')) parts.push(`options: ${field.options.map((option) => clean(option).replaceAll(',', ';')).join(', ')}`);
  return parts.join(' | ');
}

/** A name that no other field has, from the label: small letters, digits and _, a letter first. */
export function nameFor(label: string, taken: readonly string[]): string {
  const base = label.toLowerCase().normalize('NFD').replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '').slice(0, 36) || 'field';
  let name = base;
  for (let number = 2; taken.includes(name); number += 1) name = `${base}_${number}`;
  return name;
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [taken] = next.splice(from, 1);
  if (taken !== undefined) next.splice(to, 0, taken);
  return next;
}
