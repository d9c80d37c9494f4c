/** Other systems that want to know, and what they were told. */
import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

const one = (endpoint_id: number) => ({ ...strict, path: { endpoint_id } });
const REFRESH = 5000;

export const kindsQuery = {
  queryKey: ['endpoint-kinds'],
  queryFn: async () => (await answer(sdk.endpointKindsList(strict))).results,
  staleTime: Infinity,
};
export const endpointsQuery = {
  queryKey: ['endpoints'],
  queryFn: async () => (await answer(sdk.endpointsList(strict))).results,
  refetchInterval: REFRESH,
};
export type Shown = G.WebhookState | 'all';
export const logQuery = (id: number, state: Shown) => ({
  queryKey: ['endpoint-log', id, state],
  queryFn: ({ pageParam }: { pageParam: string | null }) =>
    answer(sdk.endpointsDeliveries({ ...one(id), query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }), ...(state === 'all' ? {} : { state }) } })),
  initialPageParam: null as string | null,
  getNextPageParam: (page: G.WebhookDeliveries) => page.next,
  refetchInterval: REFRESH,
});
export const createEndpoint = (body: G.NewEndpointRequest) => answer(sdk.endpointsCreate({ ...strict, body }));
export const changeEndpoint = (id: number, body: G.EndpointChangesRequest) => answer(sdk.endpointsUpdate({ ...one(id), body }));
export const deleteEndpoint = (id: number) => answer(sdk.endpointsDelete(one(id)));
export const testEndpoint = (id: number) => answer(sdk.endpointsTest(one(id)));
export const newSecret = (id: number) => answer(sdk.endpointsSecret(one(id)));
export const resendFailed = (id: number, since: string) => answer(sdk.endpointsResend({ ...one(id), body: { since } }));
export const resendOne = (delivery_id: number) => answer(sdk.webhookDeliveriesResend({ ...strict, path: { delivery_id } }));
