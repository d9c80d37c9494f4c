import { describe, expect, it } from 'vitest';

import { asked, moved, nameFor, read, write } from './lines';

describe('fields of a form', () => {
  it('are read and written as they were', () => {
    for (const line of ['order | Order number', 'topic | About | select | required | options: Delivery, Payment', 'when | Since when | date | help: As far as you know', 'ok | I agree | checkbox | required']) expect(write(read(line), false)).toBe(line);
  });
  it('of a chat have no types', () => expect(write(read('topic | About | required | options: One, Two'), true)).toBe('topic | About | required | options: One, Two'));
  it('keep their separators out of what people write', () => {
    const field = { ...read('a | A'), label: 'This | that', type: 'select' as const, options: ['one, two', 'three'] };
    expect(read(write(field, false))).toMatchObject({ label: 'This / that', options: ['one; two', 'three'] });
  });
  it('get a name from their label that no other has', () => {
    expect(nameFor('Bestell-Nummer!', [])).toBe('bestell_nummer');
    expect(nameFor('2nd order', ['nd_order'])).toBe('nd_order_2');
    expect(nameFor('رقم', [])).toBe('field');
  });
  it('are taken from the fields of tickets, with their choices', () => {
    const field = { id: 1, target: 'ticket', key: 'size', label: 'Size', kind: 'choice', choices: ['Small', 'Large'], help: 'Of the kettle', position: 0, required_to_solve: false, archived: false } as const;
    const line = 'size | Size | select | help: Of the kettle | options: Small, Large';
    expect(write(asked({ ...field, choices: [...field.choices] })!, false)).toBe(line);
    expect(asked({ ...field, choices: [...field.choices], kind: 'number' })).toMatchObject({ type: 'text', options: [] });
    for (const other of [{ archived: true }, { target: 'contact' as const }, { kind: 'choices' as const }, { choices: ['A, B'] }]) expect(asked({ ...field, choices: [...field.choices], ...other })).toBeNull();
  });
  it('move', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a'], 4, 0)).toEqual(['a']);
  });
});
