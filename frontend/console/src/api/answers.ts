/** Canned answers, macros and work on many tickets: asked for only by parts that are loaded when they are needed. */
import { queryOptions } from '@tanstack/react-query';

import * as sdk from './generated/sdk.gen';
import type * as G from './generated/types.gen';
import { answer, strict } from './http';

export type { Bulk, BulkChangesRequest, CannedAnswer, Macro, MacroEffect } from './generated/types.gen';

const canned = (canned_id: number) => ({ ...strict, path: { canned_id } });
export const cannedQuery = queryOptions({ queryKey: ['canned'], queryFn: async () => (await answer(sdk.cannedList(strict))).results });
export const variablesQuery = queryOptions({ queryKey: ['variables'], queryFn: async () => (await answer(sdk.variablesList(strict))).results });
export const renderCanned = (id: number, ticket_id: number) => answer(sdk.cannedRender({ ...canned(id), body: { ticket_id } }));
export const previewCanned = (body_html: string, ticket_id: number) => answer(sdk.cannedPreview({ ...strict, body: { body_html, ticket_id } }));
export const createCanned = (body: G.NewCannedRequest) => answer(sdk.cannedCreate({ ...strict, body }));
export const changeCanned = (id: number, body: G.CannedChangesRequest) => answer(sdk.cannedUpdate({ ...canned(id), body }));
export const deleteCanned = (id: number) => answer(sdk.cannedDelete(canned(id)));

const macro = (macro_id: number) => ({ ...strict, path: { macro_id } });
export const macrosQuery = queryOptions({ queryKey: ['macros'], queryFn: async () => (await answer(sdk.macrosList(strict))).results });
export const previewMacro = (id: number, ticket_id: number) => answer(sdk.macrosPreview({ ...macro(id), body: { ticket_id } }));
export const runMacro = (macro_id: number, ticket_id: number) => answer(sdk.ticketsMacro({ ...strict, path: { ticket_id, macro_id } }));
export const createMacro = (body: G.NewMacroRequest) => answer(sdk.macrosCreate({ ...strict, body }));
export const changeMacro = (id: number, body: G.MacroChangesRequest) => answer(sdk.macrosUpdate({ ...macro(id), body }));
export const deleteMacro = (id: number) => answer(sdk.macrosDelete(macro(id)));

const bulk = (bulk_id: number) => ({ ...strict, path: { bulk_id } });
export const startBulk = (body: G.NewBulkRequest) => answer(sdk.bulkStart({ ...strict, body }));
export const cancelBulk = (id: number) => answer(sdk.bulkCancel(bulk(id)));
export const undoBulk = (id: number) => answer(sdk.bulkUndo(bulk(id)));
/** Pushes bring the progress; asking now and then is for a console whose connection is down. */
export const bulkQuery = (id: number) =>
  queryOptions({ queryKey: ['bulk', id] as const, queryFn: () => answer(sdk.bulkRead(bulk(id))), refetchInterval: ({ state }) => (state.data?.state === 'running' ? 5000 : false) });
