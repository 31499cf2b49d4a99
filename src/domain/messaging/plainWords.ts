/** One word for its spellings: what people type on a phone, in English and in Jamaican. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  stop: ['stap', 'stopp', 'stopit', 'stopping', 'shtop', 'stoppit', 'stopall'],
  quit: ['quitting', 'kwit'],
  cancel: ['cancle', 'cansel', 'cancell', 'cancelling', 'canceling', 'kyansel'],
  unsubscribe: ['unsub', 'unsubcribe', 'unsuscribe', 'unsubscribing', 'unsubscibe', 'unsubscribe'],
  optout: ['optingout'],
  text: ['texts', 'texting', 'txt', 'txts', 'txting', 'tex', 'texes'],
  message: ['messages', 'messaging', 'msg', 'msgs', 'msging', 'messege', 'messeges', 'mesage', 'mesages', 'messagin'],
  write: ['writing'],
  contact: ['contacting'],
  call: ['calls', 'calling', 'phoning'],
  email: ['emails', 'emailing', 'mails'],
  whatsapp: ['whatsapps', 'whatsapping', 'watsapp', 'whatsap'],
  dm: ['dms', 'dming'],
  remind: ['reminding', 'reminder', 'reminders'],
  notify: ['notification', 'notifications', 'notifying', 'alert', 'alerts', 'update', 'updates'],
  spam: ['spamming', 'spams'],
  bother: ['bothering', 'badda', 'bodda', 'harass', 'harassing', 'pester', 'pestering', 'disturb', 'disturbing'],
  send: ['sending', 'sen'],
  promo: [
    ...['promos', 'promotion', 'promotions', 'promotional', 'offer', 'offers', 'specials', 'deals', 'ad', 'ads', 'advert', 'adverts'],
    ...['advertising', 'advertisements', 'marketing', 'newsletter', 'newsletters', 'discounts'],
  ],
  please: ['pls', 'plz', 'plse', 'pleas', 'kindly', 'abeg'],
  thanks: ['thank', 'thx', 'tnx', 'thanx', 'ty', 'tanks'],
  dont: ['doh', 'nuh', 'donot', 'doan'],
  want: ['waan', 'wah', 'waa', 'wan', 'wanna', 'wants'],
  receive: ['receiving', 'get', 'getting', 'recieve', 'recieving'],
  revoke: ['revoking', 'withdraw', 'withdrawing'],
  me: ['mi'],
  you: ['yuh', 'u', 'unnu', 'yall', 'ya'],
  your: ['yuhself', 'ur'],
  the: ['di', 'da'],
  these: ['dese', 'dem', 'those', 'them'],
  with: ['wid'],
  from: ['fram'],
  take: ['tek', 'taking'],
  off: ['offa'],
  leave: ['lef'],
  to: ['fi'],
  more: ['mo'],
  again: ['agen', 'anymore'],
};

const wordOf = new Map(Object.entries(spellings).flatMap(([word, others]) => others.map((other) => [other, word] as const)));

/** Words that mean one thing together, joined before single words are read. */
const together: readonly (readonly [RegExp, string])[] = [
  [/ opt(?:ing)? (me )?out /g, ' optout $1'],
  [/ un subscribe /g, ' unsubscribe '],
  [/ do not /g, ' dont '],
  [/ (?:nuh|no) (?:more|mo) /g, ' nomore '],
  [/ any more $/g, ' again '],
  [/ e mails? /g, ' email '],
  [/ (?:why dont you|could you|can you|would you|will you) /g, ' please '],
  [/ haffi /g, ' have to '],
];

/**
 * A text as clauses of plain words: lower case, known spellings made one, apostrophes, emoji and stretched letters gone ("S.T.O.P", "stoooop").
 * Each clause begins and ends with a space, so that a pattern can ask for whole words.
 */
export function clausesOf(text: string): readonly string[] {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\u{1F6D1}\u26D4]/gu, ' stop ')
    .replaceAll(/['\u2018\u2019`]/g, '')
    .replaceAll(/\b([a-z])[.\s-](?=[a-z]\b)/g, '$1')
    .replaceAll(/([a-z])\1{2,}/g, '$1');
  return letters
    .split(/[.!?;:,\n()]+/)
    .map((clause) => clause.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim())
    .filter((clause) => clause !== '')
    .map(plain);
}

function plain(clause: string): string {
  const joined = together.reduce((words, [pattern, word]) => words.replaceAll(pattern, word), ` ${clause} `);
  const words = joined.trim().split(/\s+/);
  return ` ${words.map((word) => wordOf.get(word) ?? word).join(' ')} `;
}
