/** What launcher and panel say to each other, over a port that nobody else holds. Never a word of the conversation. */
export interface User {
  id: string;
  hash: string;
  name: string;
  email: string;
}
export interface Hello {
  janice: { user?: User; page: string; open: boolean };
}
export interface ToPanel {
  open: boolean;
}
export interface FromPanel {
  ready?: true;
  begun?: true;
  close?: true;
  unread?: number;
}
