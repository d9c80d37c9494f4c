/** The shapes of the API and the live frames under the names that the console uses; all come from the schema. */
import type * as G from './generated/types.gen';

export type {
  Address,
  Attachment,
  Availability,
  Calendar,
  Channel,
  ClientFrame,
  Clock,
  CommentTree,
  Contact,
  Counts,
  Delivery,
  Draft,
  EventData,
  EventFrame,
  Hit,
  Me,
  Message,
  Notification,
  Organisation,
  Policy,
  Post,
  Priority,
  Recipients,
  ReplyOptions,
  Role,
  ServerFrame,
  Team,
  TicketPage,
  TicketRow,
  TicketStatus,
  TimelineEntry,
  User,
  UserDetail,
  Visibility,
  Wall,
  WallAgent,
  WallGroup,
} from './generated/types.gen';
export type SavedView = G.View;
export type Doing = G.DoingEnum;
export type Presence = G.PresenceData;

export interface Page<T> {
  results: T[];
  next: string | null;
}
