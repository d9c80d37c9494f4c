import { describe, expect, it } from 'vitest';

import type { ActionForm, ActionInput } from '../../../api/generated/types.gen';
import { begin, formOf, keyOf, sentence } from './forms';

const input = (name: string, more: Partial<ActionInput> = {}): ActionInput => ({ name, label: name, type: 'text', required: true, least: null, most: null, hint: '', choices: null, ...more });
const form = (what: string, label: string, inputs: ActionInput[], fixed: Record<string, unknown> = {}): ActionForm => ({ do: what, label, group: 'Ticket', fixed, inputs });
const FORMS = [
  form('set', 'Set the priority', [input('value', { type: 'choice', choices: [{ value: 'low', label: 'Low' }, { value: 'urgent', label: 'Urgent' }] })], { field: 'priority' }),
  form('set', 'Assign it', [input('value', { type: 'choice', choices: [{ value: null, label: 'Nobody' }, { value: 7, label: 'Maya' }] })], { field: 'assignee_id' }),
  form('label', 'Add labels', [input('add', { type: 'labels' })]),
  form('label', 'Remove labels', [input('remove', { type: 'labels' })]),
  form('snooze', 'Snooze it', [input('hours', { label: 'for hours', type: 'number', least: 1 })]),
];

describe('forms of actions', () => {
  it('are told apart by what they fix and by what they fill in', () => {
    expect(new Set(FORMS.map(keyOf)).size).toBe(FORMS.length);
    expect(formOf({ do: 'set', field: 'assignee_id', value: 7 }, FORMS)?.label).toBe('Assign it');
    expect(formOf({ do: 'label', remove: ['a'] }, FORMS)?.label).toBe('Remove labels');
    expect(formOf({ do: 'gone' }, FORMS)).toBeUndefined();
  });
  it('begin with what the server would take', () => {
    for (const one of FORMS) expect(formOf(begin(one), FORMS)).toBe(one);
    expect(begin(FORMS[0]!)).toEqual({ do: 'set', field: 'priority', value: 'low' });
  });
  it('say the action in words', () => {
    expect(sentence({ do: 'set', field: 'priority', value: 'urgent' }, FORMS)).toBe('Set the priority: Urgent');
    expect(sentence({ do: 'set', field: 'assignee_id', value: null }, FORMS)).toBe('Assign it: Nobody');
    expect(sentence({ do: 'label', add: ['a', 'b'] }, FORMS)).toBe('Add labels: a, b');
    expect(sentence({ do: 'snooze', hours: 4 }, FORMS)).toBe('Snooze it: 4 hours');
  });
});
