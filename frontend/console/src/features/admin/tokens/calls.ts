import { queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

export const tokensQuery = queryOptions({ queryKey: ['tokens'], queryFn: async () => (await answer(sdk.tokensList(strict))).results, staleTime: 0 });
export const createToken = (body: G.NewTokenRequest) => answer(sdk.tokensCreate({ ...strict, body }));
export const revokeToken = (token_id: number) => answer(sdk.tokensRevoke({ ...strict, path: { token_id } }));
