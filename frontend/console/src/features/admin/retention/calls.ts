import { queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

export type Rule = G.RetentionRule['rule'];
export const retentionQuery = queryOptions({ queryKey: ['retention'], queryFn: () => answer(sdk.retentionRead(strict)), staleTime: 0 });
export const previewQuery = (days: G.DaysRequest) => queryOptions({ queryKey: ['retention', 'preview', days], queryFn: async () => (await answer(sdk.retentionPreview({ ...strict, body: days }))).rules, gcTime: 0, retry: false });
export const changeRetention = (body: G.DaysRequest) => answer(sdk.retentionUpdate({ ...strict, body }));
