import { describe, expect, it } from 'vitest';

import type { ConditionField } from '../../../api/generated/types.gen';
import { parseTree, sentence, writeTree } from './tree';

const op = (name: string, label: string, value = true) => ({ op: name, label, value });
const FIELDS: ConditionField[] = [
  { name: 'priority', label: 'Priority', group: 'Ticket', type: 'choice', ops: [op('is', 'is'), op('changed', 'has changed', false)], choices: [{ value: 'high', label: 'High' }, { value: 'urgent', label: 'Urgent' }], lasting: true, listable: true },
  { name: 'subject', label: 'Subject', group: 'Ticket', type: 'words', ops: [op('contains', 'contains')], choices: null, lasting: true, listable: true },
  { name: 'contact.vip', label: 'VIP', group: 'Customer', type: 'flag', ops: [op('is', 'is')], choices: null, lasting: true, listable: true },
];

describe('condition trees', () => {
  it('come back from the screen as they were', () => {
    const tree = { all: [{ field: 'subject', op: 'contains', value: ['tea'] }, { any: [{ field: 'priority', op: 'is', value: ['high'] }, { none: [{ field: 'contact.vip', op: 'is', value: [true] }] }] }] };
    expect(writeTree(parseTree(tree))).toEqual(tree);
  });
  it('are a group even when they are one condition, and nothing when they are empty', () => {
    const leaf = { field: 'priority', op: 'changed' };
    expect(parseTree(leaf)).toEqual({ how: 'all', parts: [leaf] });
    expect(parseTree({})).toEqual({ how: 'all', parts: [] });
    expect(writeTree({ how: 'any', parts: [{ how: 'all', parts: [] }] })).toEqual({});
  });
  it('read as a sentence', () => {
    const tree = { all: [{ field: 'subject', op: 'contains', value: ['tea', 'cup'] }, { any: [{ field: 'priority', op: 'is', value: ['urgent'] }, { field: 'contact.vip', op: 'is', value: [true] }] }] };
    expect(sentence(tree, FIELDS)).toBe('Subject contains “tea” or “cup” and (Priority is Urgent or VIP is yes)');
    expect(sentence({}, FIELDS)).toBe('always');
    expect(sentence({ none: [{ field: 'priority', op: 'changed' }] }, FIELDS)).toBe('none of (Priority has changed)');
    expect(sentence({ field: 'custom.plan', op: 'contains', value: ['pro'] }, FIELDS)).toBe('plan contains “pro”');
  });
});
