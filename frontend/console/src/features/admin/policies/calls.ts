/** What the pages of policies and calendars ask for. */
import { queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

const policy = (policy_id: number) => ({ ...strict, path: { policy_id } });
export const policiesQuery = queryOptions({ queryKey: ['policies'], queryFn: async () => (await answer(sdk.policiesList(strict))).results });
export const versionsQuery = (id: number) => queryOptions({ queryKey: ['policies', id, 'versions'] as const, queryFn: async () => (await answer(sdk.policiesVersions(policy(id)))).results });
export const createPolicy = (body: G.NewPolicyRequest) => answer(sdk.policiesCreate({ ...strict, body }));
export const changePolicy = (id: number, body: G.PolicyChangesRequest) => answer(sdk.policiesUpdate({ ...policy(id), body }));
export const orderPolicies = async (ids: number[]) => (await answer(sdk.policiesOrder({ ...strict, body: { ids } }))).results;
export const revertPolicy = (id: number, number: number) => answer(sdk.policiesRevert({ ...policy(id), body: { number } }));
export const previewPolicy = (body: G.DraftRequest) => answer(sdk.policiesPreview({ ...strict, body }));
export const applyPolicy = (id: number) => answer(sdk.policiesApply(policy(id)));
