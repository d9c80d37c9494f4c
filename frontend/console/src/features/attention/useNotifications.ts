import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { t } from '@lingui/core/macro';

import { type About, notificationsQuery, readNotifications } from '../../api/attention';
import { toastError } from '../../ui/toast';

export function useNotifications(about: About) {
  const client = useQueryClient();
  const list = useInfiniteQuery(notificationsQuery(about));
  const read = useMutation({
    mutationFn: readNotifications,
    onSuccess: () => client.invalidateQueries({ queryKey: ['notifications'] }),
    onError: (error) => toastError(error, t`Not marked as read`),
  });
  return { list, read, rows: list.data?.pages.flatMap((page) => page.results) ?? [], unread: list.data?.pages[0]?.unread ?? 0 };
}
