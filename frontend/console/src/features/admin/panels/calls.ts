import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

const one = (panel_id: number) => ({ ...strict, path: { panel_id } });
export const panelsQuery = { queryKey: ['admin-panels'], queryFn: async () => (await answer(sdk.panelsList(strict))).results };
export const variablesQuery = { queryKey: ['panel-variables'], queryFn: async () => (await answer(sdk.panelsVariables(strict))).results };
export const createPanel = (body: G.NewPanelRequest) => answer(sdk.panelsCreate({ ...strict, body }));
export const tryPanel = (body: G.PanelDraftRequest) => answer(sdk.panelsTry({ ...strict, body }));
export const changePanel = (id: number, body: G.PanelChangesRequest) => answer(sdk.panelsUpdate({ ...one(id), body }));
export const deletePanel = (id: number) => answer(sdk.panelsDelete(one(id)));
export const orderPanels = (ids: number[]) => answer(sdk.panelsOrder({ ...strict, body: { ids } }));
export const newSecret = (id: number) => answer(sdk.panelsSecret(one(id)));
