/** What I should know, who is called, and what customers say afterwards: only parts that are loaded later ask for it. */
import { queryOptions } from '@tanstack/react-query';

import * as sdk from './generated/sdk.gen';
import type * as G from './generated/types.gen';
import { answer, strict } from './http';

export type { Answer, GroupOpinions, NewSurveyRequest, Notification, ScaleEnum as Scale, Survey } from './generated/types.gen';
export type Call = G.Page;

export const notificationsQuery = queryOptions({ queryKey: ['notifications'], queryFn: () => answer(sdk.notificationsList({ ...strict, query: { limit: 50 } })) });
export const readNotifications = (body: G.WhatIReadRequest) => answer(sdk.notificationsRead({ ...strict, body }));

export const callsQuery = queryOptions({ queryKey: ['pages'], queryFn: async () => (await answer(sdk.pagesList(strict))).results });
export const takeCall = (page_id: number) => answer(sdk.pagesAcknowledge({ ...strict, path: { page_id } }));

export const onCallQuery = (team_id: number | null) =>
  queryOptions({
    queryKey: ['on-call', team_id],
    queryFn: async () => (await (team_id === null ? answer(sdk.onCallRead(strict)) : answer(sdk.onCallTeamRead({ ...strict, path: { team_id } })))).results,
  });
export const putOnCall = (team_id: number | null, user_ids: number[]) =>
  team_id === null ? answer(sdk.onCallReplace({ ...strict, body: { user_ids } })) : answer(sdk.onCallTeamReplace({ ...strict, path: { team_id }, body: { user_ids } }));

const survey = (survey_id: number) => ({ ...strict, path: { survey_id } });
export const surveysQuery = queryOptions({ queryKey: ['surveys'], queryFn: async () => (await answer(sdk.surveysList(strict))).results });
export const surveyAnswersQuery = (id: number) => queryOptions({ queryKey: ['surveys', id, 'answers'], queryFn: () => answer(sdk.surveysAnswers({ ...survey(id), query: { limit: 50 } })) });
export const createSurvey = (body: G.NewSurveyRequest) => answer(sdk.surveysCreate({ ...strict, body }));
export const changeSurvey = (id: number, body: G.SurveyChangesRequest) => answer(sdk.surveysUpdate({ ...survey(id), body }));
export const ticketSurveyQuery = (ticket_id: number) => queryOptions({ queryKey: ['ticket-survey', ticket_id], queryFn: () => answer(sdk.ticketsSurvey({ ...strict, path: { ticket_id } })) });
