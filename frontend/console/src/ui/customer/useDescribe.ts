import { t } from '@lingui/core/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { patchContact } from '../../api/calls';
import type { ContactChanges } from '../../api/customers';
import { ApiError } from '../../api/http';
import type { Contact } from '../../api/types';
import { toast, toastError } from '../toast';

type Values = Omit<ContactChanges, 'was'>;
export interface Crossed {
  by: string;
  mine: Values;
  now: Record<string, unknown>;
}

const seen = (contact: Contact, changes: Values): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(changes).map((name) => [name, name === 'custom' ? Object.fromEntries(Object.keys(changes.custom ?? {}).map((key) => [key, contact.custom[key] ?? null])) : contact[name as keyof Contact]]),
  );

/** Change what we know of somebody, from what is shown here; ``onCrossed`` when a colleague was faster. With Undo. */
export function useDescribe(contact: Contact, onCrossed: (crossed: Crossed) => void) {
  const client = useQueryClient();
  const take = (next: Contact): void => void client.setQueryData<Contact>(['contact', contact.id], (old) => ({ ...contact, ...old, ...next }));
  const save = useMutation({
    mutationFn: async ({ changes, was }: { changes: Values; was: Record<string, unknown>; back?: boolean }) => patchContact(contact.id, { ...changes, was }),
    onSuccess: (next, { changes, was, back }) => {
      take(next);
      void client.invalidateQueries({ queryKey: ['people'] });
      if (back) toast(t`Taken back`);
      else toast(t`Customer saved`, { undo: () => save.mutate({ changes: was as Values, was: seen(next, changes), back: true }) });
    },
    onError: (error, { changes }) => {
      if (error instanceof ApiError && error.code === 'contact_changed') {
        onCrossed({ by: String(error.data.by), mine: changes, now: error.data.now as Record<string, unknown> });
        void client.invalidateQueries({ queryKey: ['contact', contact.id], exact: true });
      } else toastError(error, t`Not saved`);
    },
  });
  return { pending: save.isPending, describe: (changes: Values, was: Record<string, unknown> = seen(contact, changes)) => save.mutate({ changes, was }) };
}
