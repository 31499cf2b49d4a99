import { compilePhrase } from '../language/phrasePattern.ts';
import type { Reading } from '../language/reading.ts';

/** What may need a clinician within the hour (domain.md 1: blanching, severe pain, vision change, trouble breathing). */
const emergency = compilePhrase([
  '^ .. emergency $|!|please|help|…|answer',
  'go|to .. er|hospital ?|$',
  'at|in|a the? hospital .. {procedure}',
  'swallowed|drank|ate .. cream|toner|serum|peel|product',
  'cannot breathe|swallow|speak',
  'cannot .. breathe|swallow',
  'cannot see good|properly|well|clearly|out|from|$|!|anything|since',
  'trouble|difficulty|hard|problem|short|shortness .. breathe|swallow',
  'breathe hard|heavy|fast',
  'chest .. pain|hurt|tight|heavy',
  'pain in .. chest',
  'throat .. close|closing|swelling|tight|lock',
  'tongue .. swelling|numb|tingling|tight',
  'pass|passed|passing out',
  'going to faint',
  'i|she|he faint|fainted|collapsed',
  'blind in',
  'blurry|blurred|blur vision|eye|sight',
  'vision|sight .. blurry|blurred|loss|gone|double|change|changed|dark',
  'loss|lost|losing .. vision|sight',
  'seeing|see double|spots|floaters',
  'double vision',
  'allergic reaction',
  'vascular occlusion',
  'eye|eyes|eyelid|lid .. droop|drooping|drooped|drooped|shut|closed|swelling',
  'droopy|drooping|drooped .. eye|eyes|eyelid|lid|face|mouth|brow',
  'mouth|face|smile .. crooked|twist|twisted|paralysed|paralyzed',
  'lip|lips|skin|nose|cheek|area|face|spot .. turn|turning|turned|look|looking|going|went|gone|is|are|a .. white|grey|gray|greyish|grayish|blue|purple|black|pale|mottled',
  'slur|slurred|slurring .. word|words|speech',
  'heart .. race|racing|beat|beating|pounding|palpitations',
  'palpitations',
  'pus',
  'blister|blisters|blistering|blistered|blistas',
  'hives',
  'infected',
  'fever .. since|after|chills',
  'bleed .. not|wont|cannot stop',
  'wont|not stop bleed',
]);

/** Conditions and medicines that a clinician must know of before any treatment (domain.md 1, fixed safety rules). */
const condition = compilePhrase([
  'trying|try .. baby|conceive',
  'to conceive',
  'missed .. period',
  'weeks|months along|gone .. off|ok|safe|have|can|limits',
  'ttc|ivf|miscarriage|anaphylaxis|epipen|dialysis',
  'pregnant',
  'breastfeeding',
  'i expecting',
  '{medicine} .. thinner|thinners',
  'blood|bloodthinner thinner|thinners|thinning',
  'on|take|taking|use|using|started|start|with .. warfarin|aspirin|xarelto|eliquis|plavix|accutane|roaccutane|isotretinoin|steroids|steroid|prednisone|prednisolone|antibiotic|antibiotics|insulin|metformin|chemo|chemotherapy|immunosuppressants|methotrexate|doxycycline|minocycline',
  'have|has|with|got|for|am|is .. lupus|epilepsy|seizures|diabetes|diabetic|hiv|cancer|hepatitis|asthma|hypertension|myasthenia|sclerosis|eczema|psoriasis|shingles|herpes|vitiligo',
  'diabetic|hypertensive|epileptic|haemophilia|hemophilia',
  'have|has|with|got|i|the .. high|low? blood? pressure',
  'sickle cell',
  'pacemaker',
  'heart condition|problem|problems|murmur|disease|medication|attack',
  'kidney problem|problems|disease|stones|failure',
  'i|am|is|be|she|he|a allergic .. to|reaction',
  'allergic to',
  'autoimmune',
  'blood clot|clots',
  'bleeding|clotting disorder',
  'i|to|easily|get|mek|make keloid|keloids',
  'keloid easily|bad|badly',
]);

/** Something amiss with her own body, said as a fact and not asked of in general. */
const symptom = compilePhrase([
  'i|her|his|whole {body} .. {ailment} since|after|from|up|bad|badly|and|still|help|now',
  'i|her {body} .. is|a|are|feel|feels|start|started|keep|still .. swelling|burn|bleed|itch|numb|hurt|infected|oozing|leaking|throbbing|stinging',
  '{ailment} .. since|after i|the|di .. {procedure}',
  'since|after .. {procedure} .. {body}|i .. {ailment}',
  'swelling up|bad|big',
  'burn .. bad|badly|help|sore',
  'burn i|up',
  'i feel|feeling .. dizzy|giddy|faint|nauseous|weak|unwell|sick',
  'not feel|feeling good|well .. since|after',
  'mole .. bleed|bleeding|bigger|itch|changing|change|changed|grow|growing|colour',
  'sore|wound|spot .. not|wont heal|healing',
  'cold sore|sores',
  'worse and|since|than yesterday',
]);

/** Said in general, about others' business, or about what a treatment is for: then the classifier weighs it. */
const inGeneral = compilePhrase([
  'will|would|does|do|can|could|is|are|did it|that|i|this|the|they|{procedure} .. {symptom}|hurt|pain ?|$',
  'side effect|effects',
  'how much|many|long|bad|soon',
  'treat|treatment|remove|fix|help|cure|prevent|against|reduce .. {symptom}|{condition}|{cosmetic}',
  'forward|share|send .. everyone|people|contacts|friends|groups',
  'research|survey|essay|homework|supplier|wholesale|course|donate|sponsor|fundraiser|gofundme',
  'not|no .. allergic|pregnant|fever|pain|infected|swelling',
  'never .. hurt|pain|bleed|swelling',
  'years ago',
  'after pregnant',
  'from pregnant',
  'pregnant belly|weight|marks|mask',
  'somebody|someone|people tell|say|said',
  'tight .. cream|moisturizer|apply|use',
  'true .. ?',
  'normal .. no',
]);

/** Tells whether a message reports a danger, a symptom, or a condition that a clinician must know of. */
export const isMedicalConcern = ({ sequence }: Reading): boolean =>
  emergency.test(sequence) ? !general(sequence) : (condition.test(sequence) || symptom.test(sequence)) && !general(sequence);

const general = (sequence: string): boolean => inGeneral.test(sequence);
