import { useMutation, useQueryClient } from '@tanstack/react-query';
import { t } from '@lingui/core/macro';

import { patchMe } from '../../api/calls';
import type { MyChangesRequest } from '../../api/generated/types.gen';
import { meQuery } from '../../api/queries';
import { toast, toastError } from '../../ui/toast';

/** Changes something about me; what follows from it is on the screen at once. */
export function useSave(said?: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: MyChangesRequest) => patchMe(changes),
    onSuccess: (next) => {
      client.setQueryData(meQuery.queryKey, next);
      if (said) toast(said);
    },
    onError: (error) => toastError(error, t`Not saved`),
  });
}
