import { describe, expect, it } from 'vitest';

import type { Endpoint } from '../../../api/generated/types.gen';
import { condition, hears } from './condition';

const endpoint = (changes: Partial<Endpoint> = {}): Endpoint => ({
  id: 1,
  name: 'Stock',
  url: 'https://stock.example/hook',
  kinds: [],
  with_content: false,
  with_notes: false,
  active: true,
  disabled_reason: '',
  failing_since: null,
  hold_until: null,
  waiting: 0,
  failed: 0,
  both_secrets_until: null,
  created_at: '2026-11-22T09:00:00Z',
  ...changes,
});
const LABELS = new Map([
  ['ticket.created', 'A ticket is opened'],
  ['ticket.changed', 'A ticket changes: status, priority'],
  ['sla.breach', 'A promise is missed'],
]);

describe('how an endpoint is doing', () => {
  it('is red only where an admin must act', () => {
    expect(condition(endpoint())).toEqual({ words: 'Works', tone: 'ok' });
    expect(condition(endpoint({ waiting: 3 }))).toEqual({ words: '3 on their way' });
    expect(condition(endpoint({ failing_since: '2026-11-22T09:00:00Z', waiting: 3 }))).toEqual({ words: 'Does not answer', tone: 'soon' });
    expect(condition(endpoint({ active: false }))).toEqual({ words: 'Switched off' });
    expect(condition(endpoint({ active: false, disabled_reason: 'It answered 410.' })).tone).toBe('late');
  });

  it('says what it hears of', () => {
    expect(hears(endpoint(), LABELS)).toBe('Hears of everything');
    expect(hears(endpoint({ kinds: ['ticket.created', 'ticket.changed', 'sla.breach'] }), LABELS)).toBe('A ticket is opened, A ticket changes and 1 more');
  });
});
