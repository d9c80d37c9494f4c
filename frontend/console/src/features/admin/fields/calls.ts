import { queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

export type Target = G.CustomField['target'];
const field = (field_id: number) => ({ ...strict, path: { field_id } });
export const fieldsQuery = queryOptions({ queryKey: ['custom-fields'], queryFn: async () => (await answer(sdk.customFieldsList(strict))).results });
export const createField = (body: G.NewFieldRequest) => answer(sdk.customFieldsCreate({ ...strict, body }));
export const changeField = (id: number, body: G.FieldChangesRequest) => answer(sdk.customFieldsUpdate({ ...field(id), body }));
export const deleteField = (id: number) => answer(sdk.customFieldsDelete(field(id)));
export const orderFields = (target: Target, ids: number[]) => answer(sdk.customFieldsOrder({ ...strict, body: { target, ids } }));
