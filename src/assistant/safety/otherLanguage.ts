/**
 * What a person may write who is in danger and writes Spanish, French or Portuguese: symptoms, pregnancy, medicines, reactions.
 * The offline ear knows English and Patois; of these languages it only has to know that a clinician is needed.
 */
const danger: readonly RegExp[] = [
  // Spanish
  /\b(?:me )?duel[ea]n?\b|\bdolor(?:es)?\b|\bhinchad[ao]s?\b|\bhinchaz[oó]n\b|\bsangr(?:a|o|ando|e)\b|\bardor\b|\bardiendo\b|\bampollas?\b|\bfiebre\b|\bmareos?\b|\bmaread[ao]\b/u,
  /\bno puedo (?:respirar|ver|tragar)\b|\bveo (?:doble|borroso)\b|\bvisi[oó]n\b|\bembaraz(?:ada|o)\b|\bamamant\w+|\bal[eé]rgi(?:a|as|ca|co)\b|\bal[eé]rgic\w+/u,
  /\bmedicament\w+|\bmedicinas?\b|\bpastillas?\b|\banticoagulante\w*|\bdiab[eé]t\w+|\bpresi[oó]n alta\b|\burgencia\b|\bemergencia\b|\binfecci[oó]n\b|\binfectad[ao]\b|\bentumecid[ao]\b/u,
  // French, and Haitian Creole beside it
  /\bmal (?:[aà] la|au|aux)\b|\bdouleurs?\b|\bfait mal\b|\bgonfl[eé]\w*|\benfl[eé]\w*|\bsaign\w+|\bfi[eè]vre\b|\bbr[uû]l\w+|\bcloques?\b|\bvertiges?\b|\benceinte\b|\ballait\w+/u,
  /\ballergi(?:e|es|que|ques)\b|\bm[eé]dicaments?\b|\banticoagulants?\b|\bdiab[eè]te\b|\bdiab[eé]tique\b|\burgence\b|\brespir\w+|\bvoir (?:double|flou)\b|\bansent\b|\bdoul[eè]\b|\bmwen malad\b/u,
  // Portuguese
  /\bd[oó]i(?:endo)?\b|\bdor(?:es)?\b|\binchad[ao]\b|\bgr[aá]vida\b|\bsangrando\b|\balergi[ac]\w*|\brem[eé]dios?\b|\btontura\b|\bfebre\b|\bqueima\w*/u,
];

/** Small words that make a sentence one of another language; none of them is English or Patois. */
const languages = {
  es: 'hola buenos buenas dias días tardes quiero quisiera cuánto cuanto cuesta gracias por favor necesito puedo para con una las los qué cómo está donde dónde cita mañana el hacer tengo hablas español muy precio después despues soy estoy del',
  fr: 'bonjour bonsoir merci je suis vous voudrais combien coûte coute est-ce que pour avec une les des rendez-vous puis-je quand où avez parlez français prix mon ma après apres sur votre dans pas',
  pt: 'olá ola obrigado obrigada quero gostaria quanto custa você voce não nao uma para com fazer posso onde fica agendar horário depois minha meu está dos das',
} as const;

export type OtherLanguage = keyof typeof languages | 'unknown';

const words = new Map(Object.entries(languages).map(([language, list]) => [language, new Set(list.split(' '))]));
const otherScript =
  /[\p{Script=Han}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Devanagari}\p{Script=Hebrew}]/gu;

/** The language of a text that is neither English nor Patois; null for one that is, or that is too short to tell. */
export function otherLanguageOf(text: string): OtherLanguage | null {
  const letters = text.replaceAll(/[^\p{L}]/gu, '').length;
  if (letters > 0 && (text.match(otherScript)?.length ?? 0) / letters > 0.4) return 'unknown';
  const said = text.toLowerCase().match(/[\p{L}'-]+/gu) ?? [];
  const shares = [...words].map(([language, known]) => ({ language, count: said.filter((word) => known.has(word)).length }));
  const [most] = shares.toSorted((a, b) => b.count - a.count);
  // The keys of `languages` are its languages.
  return most && most.count >= 2 && most.count / said.length >= 0.25 ? (most.language as OtherLanguage) : null;
}

/** Tells whether a text in one of those languages speaks of a danger, a symptom, or what a clinician must know of. */
export const isForeignMedicalConcern = (text: string): boolean => {
  const said = text.toLowerCase().normalize('NFC');
  return danger.some((pattern) => pattern.test(said)) && (otherLanguageOf(text) !== null || !englishWords.test(said));
};

/** A text without any of these is no English sentence: "me duele la cara" has too few small words of Spanish to be told by them. */
const englishWords = /\b(?:the|is|it|my|you|your|for|to|and|i|me a|mi a|how|what|can|do|of|on|have|with|please|fi|di|inna)\b/;
