import { infiniteQueryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

export type Filter = NonNullable<G.AuditExportData['query']>;
export const auditQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) => answer(sdk.auditList({ ...strict, query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
export const exportAddress = (filter: Filter): string => `/api/v1/audit/export?${new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)])).toString()}`;
