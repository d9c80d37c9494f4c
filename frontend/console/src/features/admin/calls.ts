/** What only admins ask for. */
import * as sdk from '../../api/generated/sdk.gen';
import type * as G from '../../api/generated/types.gen';
import { answer, strict } from '../../api/http';

const channel = (channel_id: number) => ({ ...strict, path: { channel_id } });
export const listKinds = async () => (await answer(sdk.channelKindsList(strict))).results;
export const readChannel = (id: number) => answer(sdk.channelsRead(channel(id)));
export const readGuide = (kind: string) => answer(sdk.channelKindsGuide({ ...strict, path: { kind } }));
export const readAgain = (id: number) => answer(sdk.channelsReadAgain(channel(id)));
export const createChannel = (body: G.NewChannelRequest) => answer(sdk.channelsCreate({ ...strict, body }));
export const changeChannel = (id: number, body: G.ChannelChangesRequest) => answer(sdk.channelsUpdate({ ...channel(id), body }));
export const deleteChannel = (id: number) => answer(sdk.channelsDelete(channel(id)));
export const testChannel = (body: G.TestChannelRequest) => answer(sdk.channelsTest({ ...strict, body }));

export const listQuarantine = (cursor: string | null) => answer(sdk.quarantineList({ ...strict, query: cursor === null ? {} : { cursor } }));
export const replayRaw = (raw_id: number) => answer(sdk.quarantineReplay({ ...strict, path: { raw_id } }));
export const discardRaw = (raw_id: number) => answer(sdk.quarantineDiscard({ ...strict, path: { raw_id } }));
export const rawAddress = (id: number): string => `/api/v1/quarantine/${id}/raw`;

const team = (team_id: number) => ({ ...strict, path: { team_id } });
export const createTeam = (body: G.NewTeamRequest) => answer(sdk.teamsCreate({ ...strict, body }));
export const changeTeam = (id: number, body: G.TeamChangesRequest) => answer(sdk.teamsUpdate({ ...team(id), body }));
export const deleteTeam = (id: number) => answer(sdk.teamsDelete(team(id)));

const user = (user_id: number) => ({ ...strict, path: { user_id } });
export const readUser = (id: number) => answer(sdk.usersRead(user(id)));
export const createUser = (body: G.NewUserRequest) => answer(sdk.usersCreate({ ...strict, body }));
export const changeUser = (id: number, body: G.UserChangesRequest) => answer(sdk.usersUpdate({ ...user(id), body }));
export const inviteUser = (id: number) => answer(sdk.usersInvite(user(id)));
export const forgetSecondStep = (id: number) => answer(sdk.usersForgetSecondStep(user(id)));

export const readOrganisation = () => answer(sdk.organisationRead(strict));
export const changeOrganisation = (body: G.OrganisationChangesRequest) => answer(sdk.organisationUpdate({ ...strict, body }));
export const listCalendars = async () => (await answer(sdk.calendarsList(strict))).results;
export const createCalendar = (body: G.NewCalendarRequest) => answer(sdk.calendarsCreate({ ...strict, body }));
export const changeCalendar = (calendar_id: number, body: G.CalendarChangesRequest) => answer(sdk.calendarsUpdate({ ...strict, path: { calendar_id }, body }));
