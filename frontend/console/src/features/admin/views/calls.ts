/** Saved views: asked for only where somebody makes or changes one. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import type { NewViewRequest, ViewChangesRequest } from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';
import type { Tree } from '../conditions/tree';

const one = (view_id: number) => ({ ...strict, path: { view_id } });
export const createView = (body: NewViewRequest) => answer(sdk.viewsCreate({ ...strict, body }));
export const changeView = (id: number, body: ViewChangesRequest) => answer(sdk.viewsUpdate({ ...one(id), body }));
export const deleteView = (id: number) => answer(sdk.viewsDelete(one(id)));
export const orderViews = (ids: number[]) => answer(sdk.viewsOrder({ ...strict, body: { ids } }));
/** The list on screen as the beginning of a view. */
export const draftQuery = (list: { view: string; team?: number; channel?: number; q?: string }) =>
  queryOptions({ queryKey: ['view-draft', list] as const, queryFn: () => answer(sdk.viewsDraft({ ...strict, query: list })), gcTime: 0 });
export const previewQuery = (conditions: Tree) =>
  queryOptions({ queryKey: ['view-preview', conditions] as const, queryFn: () => answer(sdk.viewsPreview({ ...strict, body: { conditions } })), staleTime: 5000, gcTime: 60_000, retry: false, placeholderData: keepPreviousData });
