/** What is done to a ticket in a dialog of its own. */
export type Task = 'merge' | 'link' | 'remind' | 'take' | 'why' | 'post';
