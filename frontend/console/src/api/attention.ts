/** What I should know, who is called, and what customers say afterwards: only parts that are loaded later ask for it. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import * as sdk from './generated/sdk.gen';
import type * as G from './generated/types.gen';
import { answer, strict } from './http';

export type { Answer, GroupOpinions, NewSurveyRequest, Notification, ScaleEnum as Scale, Survey } from './generated/types.gen';
export type Call = G.Page;

export type About = 'all' | 'mentions' | 'mine';
/** The newest first. What is unread of all of them comes with every page. */
export const notificationsQuery = (about: About) =>
  infiniteQueryOptions({
    queryKey: ['notifications', about] as const,
    queryFn: ({ pageParam }) => answer(sdk.notificationsList({ ...strict, query: { about, limit: 30, ...(pageParam === null ? {} : { cursor: pageParam }) } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
export const readNotifications = (body: G.WhatIReadRequest) => answer(sdk.notificationsRead({ ...strict, body }));

const followed = (ticket_id: number) => ({ ...strict, path: { ticket_id } });
export const followersQuery = (ticket_id: number) => queryOptions({ queryKey: ['followers', ticket_id], queryFn: async () => (await answer(sdk.ticketsFollowers(followed(ticket_id)))).results });
export const follow = (ticket_id: number, user_id?: number) => answer(sdk.ticketsFollow({ ...followed(ticket_id), body: user_id === undefined ? {} : { user_id } }));
export const unfollow = (ticket_id: number, user_id?: number) => answer(sdk.ticketsUnfollow({ ...followed(ticket_id), query: user_id === undefined ? {} : { user_id } }));

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
