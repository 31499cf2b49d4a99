/** Where the booking link comes to stand in a reply: it is made when the reply is sent, so that none is made in vain. */
export const linkPlace = '[LINK]';
/** Where free times come to stand, or the link where there are none. */
export const timesPlace = '[TIMES]';
