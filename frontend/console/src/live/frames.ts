/** What travels on the live socket. */
export type { ClientFrame, EventFrame, ServerFrame as Frame } from '../api/types';
