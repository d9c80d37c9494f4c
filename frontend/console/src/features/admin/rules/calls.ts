/** What the pages of rules ask for. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

const rule = (rule_id: number) => ({ ...strict, path: { rule_id } });
export const rulesQuery = queryOptions({ queryKey: ['rules'], queryFn: async () => (await answer(sdk.rulesList(strict))).results });
export const versionsQuery = (id: number) => queryOptions({ queryKey: ['rules', id, 'versions'] as const, queryFn: async () => (await answer(sdk.ruleVersionsList(rule(id)))).results });
export const runsQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ['rules', id, 'runs'] as const,
    queryFn: ({ pageParam }) => answer(sdk.ruleRunsList({ ...rule(id), query: pageParam === null ? {} : { cursor: pageParam } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchOnMount: 'always',
  });
export const createRule = (body: G.NewRuleRequest) => answer(sdk.rulesCreate({ ...strict, body }));
export const changeRule = (id: number, body: G.RuleChangesRequest) => answer(sdk.rulesUpdate({ ...rule(id), body }));
export const deleteRule = (id: number) => answer(sdk.rulesDelete(rule(id)));
export const orderRules = async (ids: number[]) => (await answer(sdk.rulesOrder({ ...strict, body: { ids } }))).results;
export const revertRule = (id: number, number: number) => answer(sdk.rulesRevert({ ...rule(id), body: { number } }));
export const resumeRule = (id: number) => answer(sdk.rulesResume(rule(id)));
export const dryRun = (body: G.RuleDraftRequest) => answer(sdk.rulesDryRun({ ...strict, body }));
