/** Patterns over the plain words of `clausesOf`: a clause begins and ends with a space, and so does every word in it. */
const anyOf = (...words: readonly string[]): string => `(?:${words.join('|')})`;
const words = (text: string): string => anyOf(...text.split(' '));

const messages = words('text message email whatsapp dm remind notify promo spam communications subscription');
const writing = words('text message write contact email whatsapp dm remind notify bother spam send call');
const toWrite = words('text message write contact email whatsapp dm bother spam');
const her = anyOf('me', 'us', 'here', 'this number', 'my phone', 'my number', 'my daughter', 'my mother', 'my wife', 'my husband');
const mine = words('me my this');

/** What may stand between "stop" and "messages". */
const between = `(?: ${words(
  'a all any of with the these this that your my me us more no please from every daily constant constantly annoying unwanted further so much many receive send such automated to',
)})*`;

/** She says when or about what not to write, and does not end it. */
const unlimited = `(?! ${anyOf(...'before after until till at between on during today tonight yet while when if my the a'.split(' '), 'so late', 'so early', 'right now', 'about my', 'about the')} )`;

/** A request: of anybody who is said not to write, it is only reported. */
const request = `(?<! ${words('if you they she he we i it')})`;

const list = words('list lists system database group contacts records chat');

const phrases: readonly RegExp[] = [
  // Stop writing. "Can I stop by" and "stop taking aspirin" are something else.
  ` ${words('stop quit cease')}(?! ${words('by in at over off past take using')} )${between} ${anyOf(writing, messages)} `,
  ` ${anyOf('please', 'to', 'just')} not ${toWrite}(?: to)? ${her}${unlimited} `,
  `${request} dont(?: ${words('please ever even dare you')})* ${toWrite}(?: to)?(?: ${her}${unlimited} | $)`,
  `${request} dont send(?: me| us)? ${anyOf(...'any anything nothing more nomore these'.split(' '), messages)} `,
  ` never ${writing} ${her} (?:ever )?again `,
  ` ${anyOf('make it', 'i say', 'i said')} stop $`,
  // No more messages.
  ` nomore${between} ${messages} `,
  `^ no promo (?:please )?$`,
  ` ${anyOf('enough', 'done with')}${between} ${messages} `,
  ` ${words('end cancel')} ${words('all the these this your my')}${between} ${messages} `,
  ` dont (?:want|need)(?: ${anyOf(...'any more nomore of these this your receive all such'.split(' '), 'to receive')})+${between} ${messages} `,
  ` dont want ${anyOf('you to', 'to')} ${writing} ${her} `,
  ` dont want to be ${words('contacted messaged texted emailed bothered')} `,
  ` ${anyOf('dont', 'no longer')} ${words('want wish')}(?: to)? ${anyOf('hear from', 'be contacted')} `,
  ` no longer (?:want|wish)(?: to)?${between} ${messages} `,
  // Take me off.
  ` ${words('take remove delete receive')} ${anyOf('me', 'my name', `${mine} number`)}(?: ${words('off out from')})+(?: of)?(?: ${words('your the this these all')})*(?: \\w+)? ${anyOf(list, messages)} `,
  ` ${words('lose delete forget remove')} ${mine} number (?:please |now |thanks )*$`,
  ` remove me (?:please |now |thanks )*$`,
  `^ please remove (?:this |thanks )*$`,
  ` leave (?:me|${mine} number)(?: alone)? (?:please |now |man )*$`,
  `^ (?:allow|low|lo|ease) me (?:up )?(?:dont |man |please |with .*)*$`,
  // Unsubscribe, opt out, revoke.
  ` unsubscribe ${words('me us from to')} `,
  ` ${anyOf('want', 'like', 'wish', 'need', 'how do i', 'how can i', 'how to')} (?:to )?${words('unsubscribe optout')}(?: of| from)?(?:${between} ${messages})? $`,
  ` optout (?:me )?${words('of from')}${between} ${messages} `,
  ` optout me `,
  ` ${anyOf('revoke', 'take back')} ${words('my all any')} ${words('consent permission authorization agreement')} `,
].map((pattern) => new RegExp(pattern));

/** What she does not want is that it stops. */
const wantsOn = new RegExp(
  ` ${words('dont didnt not never wont cant wouldnt')}(?: \\w+){0,4} ${words('stop quit unsubscribe optout revoke cancel')} `,
);
/** The words of our own messages, quoted. */
const quotes = / (?:reply|text|send|type) (?:with )?stop to /;
/** "Stop calling, just text me" asks for messages. */
const anotherChannel = / call .*(?:text|message|whatsapp|email) me /;

/** Tells whether a clause says in a sentence of its own that she is not to be written to. */
export const saysStop = (clause: string): boolean =>
  phrases.some((pattern) => pattern.test(clause)) && ![wantsOn, quotes, anotherChannel].some((pattern) => pattern.test(clause));

const everywhere = new RegExp(
  ` ${anyOf(
    ...'contact contacted altogether everywhere anywhere consent permission system database records'.split(' '),
    `${words('all every any')} ${words('channels channel way')}`,
    `${words('lose delete forget')} ${mine} number`,
  )} `,
);

/** Tells whether what was said reaches beyond the channel that it was said on. */
export const meansEverywhere = (said: string): boolean => everywhere.test(said);

/** Tells whether it is the advertising alone that is not wanted. */
export const meansAdvertising = (said: string): boolean => / promo /.test(said) && !/ (?:all|any|anything|everything) (?!promo)/.test(said);

const visit = words(
  'appointment appointments appt visit booking bookings consultation consult slot session treatment facial botox filler it this that mine me tomorrow today monday tuesday wednesday thursday friday saturday sunday',
);
const cancelling = new RegExp(
  ` cancel(?: ${words('my me the for on next')})* (?:\\w+ )?${visit} | ${words('need want have like please must going wish gonna')} (?:to )?cancel `,
);
/** Questions about cancelling, and what she will not do. */
const notCancelling = new RegExp(
  ` ${anyOf(...'if dont not didnt never cant did policy fee charge unless happens when'.split(' '), 'no need')} `,
);

/** Tells whether a clause asks that a visit be cancelled. */
export const cancelsVisit = (clause: string): boolean => cancelling.test(clause) && !notCancelling.test(clause);
