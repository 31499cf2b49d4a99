import { foldName, namesOf } from '../../domain/clinic/procedure.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import { type ClinicFacts, factsOf } from '../facts/clinicFacts.ts';
import { otherLanguageOf } from '../safety/otherLanguage.ts';

/** Why a model's words may not be sent. */
export type Unsafe =
  | 'empty'
  | 'tooLong'
  | 'tagLeft'
  | 'foreignLink'
  | 'contactDetails'
  | 'unknownPrice'
  | 'medicalAdvice'
  | 'falsePromise'
  | 'saysItIsDone'
  | 'saysItIsHuman'
  | 'tellsInstructions'
  | 'namesProcedure'
  | 'namesSomebody'
  | 'otherLanguage'
  | 'markup';

/** A message on a telephone; what the actions add comes below it. */
const longest = 600;

const links =
  /\b(?:https?:\/\/|www\.)\S+|\b[\p{L}\p{N}-]+\.(?:com|net|org|ly|io|me|co|link|info|biz|ru|cn|xyz|app|shop|site|online|jm)\b(?:\/\S*)?/giu;
const addresses = /\S+@\S+|(?:\+?\d[\d\s().-]{5,}\d)/;
const money =
  /(?:[$£€¥]|\b(?:us|ja|jmd|usd|cad|gbp|eur)\$?)\s?\d[\d,.]*\s?k?\b|\b\d[\d,.]*\s?k?\s?(?:usd|jmd|cad|gbp|eur|us|ja|dollars?|bucks|pounds|euros?|grand)\b|\b\d+\s?(?:%|percent|per cent)/gi;
const freeOfCharge =
  /\b(?:free (?:consult\w*|of charge|session|treatment|visit|botox|filler|facial)|(?:is|are|it's|completely|totally|for) free\b(?! (?:on|at|in|to|time))|complimentary|no (?:charge|cost|fee)|discount\w*|half price|on the house)\b/i;
/** Advice, judgement of a symptom, and medicines: what only a clinician may say. */
const medical = [
  /\b\d+\s?(?:mg|mcg|ml|milligrams?|cc|iu|units? of)\b/i,
  /\b(?:ibuprofen|advil|motrin|aspirin|panadol|paracetamol|tylenol|acetaminophen|naproxen|aleve|cataflam|diclofenac|benadryl|antihistamines?|zyrtec|claritin|antibiotics?|amoxicillin|steroids?|prednisone|hydrocortisone|cortisone|acyclovir|valtrex|warfarin|xarelto|eliquis|plavix|blood thinners?|accutane|isotretinoin|retinol|tretinoin|arnica|hyaluronidase|painkillers?|medications?|medicines?|tablets?|pills?|ointments?)\b/i,
  /\b(?:stop|keep|continue|avoid|start|skip|pause|reduce|increase) (?:taking|using|your|the) \w+/i,
  /\b(?:you|she|he|it|that|this|they|symptoms?)(?:'s|'re| is| are| will| should| would| can)? (?:be )?(?:\w+ )?(?:perfectly |completely |totally |quite |very |absolutely )?(?:safe|normal|fine|harmless|nothing to worry|dangerous|serious)\b(?! (?:hands|choice|time))/i,
  /\b(?:safe|fine|ok|okay|suitable|alright) (?:for you|to (?:have|get|do|take|use|drink)|during|while|if you(?:'re| are)|when you(?:'re| are)|with (?:your|high|low|diabetes|lupus)|in pregnancy)\b/i,
  /\b(?:pregnan\w+|breastfeed\w*|nursing|diabet\w+|lupus|blood pressure|hypertension|epilep\w+|allerg\w+|asthma|cancer|keloids?|herpes|infection|infected|inflam\w+|swelling|swollen|bruis\w+|numb\w*|bleeding|blister\w*|fever|rash|necrosis|occlusion|diagnos\w+|prescri\w+|dos(?:e|age)\w*|side effects?|symptoms?|complications?|contraindicat\w+)\b/i,
  /\b(?:apply|put|use|place) (?:an? |some |the )?(?:ice|cold|warm|compress\w*|cream|gel|oil|aloe|vaseline)\b/i,
  /\b(?:you (?:should|need to|must|have to|ought to)) (?:take|apply|rest|massage|drink|elevate|wash|rub)\b/i,
  /\b(?:don'?t|no need to|needn'?t) worry\b|\bnothing to worry\b|\bit(?:'s| is) normal\b|\bgoes away\b|\bwill heal\b|\bheals? (?:by itself|on its own)\b/i,
];
const promises =
  /\b(?:guarantee\w*|100 ?%|risk[- ]free|no risks?|painless|does(?:n'?t| not) hurt|no pain|miracle|permanent(?:ly)?|forever|cures?|best in)\b/i;
const done =
  /\b(?:i(?:'ve| have|'ll| will)?|we(?:'ve| have)?|your (?:appointment|booking|visit|consultation|slot) (?:is|has been|was)) (?:just |now |already )?(?:booked|book you|cancel\w*|rescheduled?|moved?|refund\w*|confirmed|scheduled|reserved?|charged|unsubscribed|deleted|removed|updated)\b|\byou(?:'re| are) (?:now )?(?:booked|confirmed|all set|scheduled)\b/i;
const human =
  /\bi(?:'m| am) (?:a |an )?(?:real |actual )?(?:human|person|woman|man|nurse|doctor|clinician|receptionist)\b|\bnot (?:a |an )?(?:bot|robot|ai|machine)\b/i;
const instructions =
  /\b(?:system prompt|my (?:instructions|prompt|rules|guidelines)|as an? (?:ai )?(?:language )?model|openai|chatgpt|gpt-?\d|developer mode|jailbreak|other (?:patients?|clients?|customers?))\b/i;
const markup = /```|<\/?[a-z][^>]*>|^\s*[{[]["{]|\*\*|^#{1,4} /m;
const tagLeft = /\baction\s*[:：=]|\[(?:LINK|TIMES)\]|\[[A-Z_]{3,}[:\]]/i;

/**
 * Checks a model's own words before they may be sent: their length, no address or link but the clinic's, no price and no gift but those in its
 * file, no medical advice, nothing done that only people or Cal.com do. Null when they may. What the clinic's file says may be quoted.
 */
export function checkReply(text: string, clinic: ClinicSettings): Unsafe | null {
  const facts = factsOf(clinic);
  const own = withoutQuotes(text, facts);
  if (text.trim() === '') return 'empty';
  if (text.length > longest) return 'tooLong';
  if (tagLeft.test(text)) return 'tagLeft';
  if (markup.test(text)) return 'markup';
  if ((text.match(links) ?? []).some((link) => !isOwnLink(link, facts))) return 'foreignLink';
  if (addresses.test(own.replaceAll(money, ' '))) return 'contactDetails';
  if (!pricesAreKnown(text, facts, clinic)) return 'unknownPrice';
  if (medical.some((pattern) => pattern.test(own))) return 'medicalAdvice';
  if (promises.test(own)) return 'falsePromise';
  if (done.test(own)) return 'saysItIsDone';
  if (human.test(own)) return 'saysItIsHuman';
  if (instructions.test(own)) return 'tellsInstructions';
  if (facts.discreet && namesAny(text, clinic.procedures)) return 'namesProcedure';
  if (otherLanguageOf(text) !== null) return 'otherLanguage';
  return namesStranger(text, clinic) ? 'namesSomebody' : null;
}

/** Words with a capital letter that are nobody's name. */
const noNames =
  'I AI US USD JMD ID OK WhatsApp Instagram Messenger Cal Chatwoot Jamaica Jamaican Caribbean Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December'.split(
    ' ',
  );

/**
 * Tells whether anything is named in the middle of a sentence that the clinic's file does not name: a person, or another clinic.
 * A model knows of nobody but the one who writes, so whoever it names is made up, or was put into its mouth.
 */
function namesStranger(text: string, clinic: ClinicSettings): boolean {
  const own = JSON.stringify([factsOf(clinic), clinic.procedures.map(({ synonyms }) => synonyms), clinic.timeZone]);
  const known = new Set([...noNames, ...(own.match(/[\p{L}’'-]+/gu) ?? [])].map(bare));
  const inside = text.match(/(?<=[\p{L}\p{N},;)"'’-][ \t]+["“(]?)\p{Lu}[\p{L}’'-]*/gu) ?? [];
  return inside.some((word) => !known.has(bare(word)));
}

/** "I'll" is "I", "Oshun's" is "Oshun". */
const bare = (word: string): string => word.toLowerCase().replace(/['’].*$/, '');

/** What is left when the clinic's own sentences are taken out: they were written by the clinic and may say more than a model may. */
function withoutQuotes(text: string, { consultation, bring, place, procedures, name }: ClinicFacts): string {
  const quotes = [consultation.expect, bring, place?.text, place?.mapUrl, name, ...procedures.flatMap((one) => [one.benefit, one.basics])];
  const plain = (one: string): string => one.toLowerCase().replace(/[.!]+$/, '');
  return quotes
    .flatMap((one) => (one ? [plain(one)] : []))
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, quote) => left.replaceAll(quote, ' '), text.toLowerCase().replaceAll('’', "'"));
}

const isOwnLink = (link: string, { place }: ClinicFacts): boolean => place?.mapUrl != null && link.replace(/[.,)!]+$/, '') === place.mapUrl;

function pricesAreKnown(text: string, facts: ClinicFacts, { procedures }: ClinicSettings): boolean {
  if (freeOfCharge.test(text) && !facts.consultation.free) return false;
  // Of all that could be free, only the consultation is.
  if (/\b(?:discount\w*|half price|on the house)\b|\bfree (?:session|treatment|botox|filler|facial)\b/i.test(text)) return false;
  if (/\b(?:hundred|thousand)\b/i.test(text)) return false;
  // A price belongs to its procedure: that of another one is as wrong as an invented one.
  const spokenOf = procedures.filter((one) => namesAny(text, [one]));
  const priced = spokenOf.length > 0 ? spokenOf : procedures;
  const known = new Set(priced.flatMap(({ priceFrom }) => (priceFrom === null ? [] : [priceFrom.amount])));
  return (text.match(money) ?? []).every((said) => !/%|percent|per cent|k\b|grand/i.test(said) && known.has(amountIn(said)));
}

const amountIn = (said: string): number => Number((/\d[\d,.]*/.exec(said)?.[0] ?? '').replaceAll(',', '').replace(/\.$/, ''));

const namesAny = (text: string, procedures: ClinicSettings['procedures']): boolean => {
  const said = ` ${foldName(text)} `;
  return procedures.flatMap(namesOf).some((name) => said.includes(` ${name} `));
};
