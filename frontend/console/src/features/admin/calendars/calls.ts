import { queryOptions } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

const calendar = (calendar_id: number) => ({ ...strict, path: { calendar_id } });
export const proposeHolidays = async (id: number, country: string, region: string, year: number) => (await answer(sdk.calendarsHolidays({ ...calendar(id), query: { country, year, ...(region ? { region } : {}) } }))).results;
export const previewCalendar = (id: number, body: G.CalendarChangesRequest) => answer(sdk.calendarsPreview({ ...calendar(id), body }));
export const versionsQuery = (id: number) => queryOptions({ queryKey: ['calendars', id, 'versions'] as const, queryFn: async () => (await answer(sdk.calendarsVersions(calendar(id)))).results });
export const revertCalendar = (id: number, number: number) => answer(sdk.calendarsRevert({ ...calendar(id), body: { number } }));
