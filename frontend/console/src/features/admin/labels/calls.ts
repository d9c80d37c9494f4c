import { queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

const label = (label_id: number) => ({ ...strict, path: { label_id } });
export const labelsQuery = queryOptions({ queryKey: ['labels'], queryFn: async () => (await answer(sdk.labelsList(strict))).results });
export const labelQuery = (id: number) => queryOptions({ queryKey: ['labels', id], queryFn: () => answer(sdk.labelsRead(label(id))), staleTime: 0 });
export const createLabel = (body: G.NewLabelRequest) => answer(sdk.labelsCreate({ ...strict, body }));
export const changeLabel = (id: number, body: G.LabelChangesRequest) => answer(sdk.labelsUpdate({ ...label(id), body }));
export const mergeLabel = (id: number, into: number) => answer(sdk.labelsMerge({ ...label(id), body: { into } }));
export const deleteLabel = (id: number) => answer(sdk.labelsDelete(label(id)));
