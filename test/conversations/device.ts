/** The devices of the conversations: one that is known and connected, and one that is paired. */
export const FRONT_DESK = 'front-desk';
export const LOBBY = 'lobby';
