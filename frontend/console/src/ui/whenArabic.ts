/** Arabic times, said in English word by word: the library that reads times knows no Arabic. */

// Without vowel signs, and with the letters that are often written for one another made one.
const plain = (text: string): string =>
  text
    .replace(/[\u064B-\u0652\u0640\u200E\u200F]/g, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/،/g, ' ');

const UNITS: readonly [one: string, two: string, many: string, english: string][] = [
  ['دقيقه', 'دقيقتين', 'دقائق', 'minutes'],
  ['ساعه', 'ساعتين', 'ساعات', 'hours'],
  ['يوم', 'يومين', 'ايام', 'days'],
  ['اسبوع', 'اسبوعين', 'اسابيع', 'weeks'],
  ['شهر', 'شهرين', 'اشهر|شهور', 'months'],
];
const WORDS: readonly [arabic: string, english: string][] = [
  ['بعد غدا?', 'in 2 days'],
  ['غدا?|بكره|بكرا', 'tomorrow'],
  ['اليوم', 'today'],
  ['الليله', 'tonight'],
  ['صباح|صباحا|الصباح|ص', 'am'],
  ['مساء|المساء|م', 'pm'],
  ['ظهرا|الظهر', '12:00'],
  ['و?نصف|والنصف', ':30'],
  ['الساعه|في|عند|يوم', ' '],
  ['الاحد', 'Sunday'],
  ['(?:ال)?[اا]ثنين', 'Monday'],
  ['(?:ال)?ثلاثاء', 'Tuesday'],
  ['(?:ال)?اربعاء', 'Wednesday'],
  ['(?:ال)?خميس', 'Thursday'],
  ['(?:ال)?جمعه', 'Friday'],
  ['(?:ال)?سبت', 'Saturday'],
  ['القادم|القادمه|المقبل|المقبله', ' '],
  ['يناير|كانون الثاني', 'January'],
  ['فبراير|شباط', 'February'],
  ['مارس|اذار', 'March'],
  ['ابريل|نيسان', 'April'],
  ['مايو|ايار', 'May'],
  ['يونيو|حزيران', 'June'],
  ['يوليو|تموز', 'July'],
  ['اغسطس|اب', 'August'],
  ['سبتمبر|ايلول', 'September'],
  ['اكتوبر|تشرين الاول', 'October'],
  ['نوفمبر|تشرين الثاني', 'November'],
  ['ديسمبر|كانون الاول', 'December'],
];
const word = (arabic: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${arabic})(?![\\p{L}])`, 'gu');

/** What it knows in English; what it does not know stays as it is. */
export function inEnglish(text: string): string {
  let said = plain(text).replace(word('بعد غدا?'), 'in 2 days').replace(word('(?:ال)?(?:اسبوع|شهر) (?:القادم|المقبل)'), (whole) => (whole.includes('شهر') ? 'in 1 months' : 'in 1 weeks'));
  for (const [one, two, many, english] of UNITS)
    said = said
      .replace(word(`(?:بعد|خلال|في) ${two}`), `in 2 ${english}`)
      .replace(word(`(?:بعد|خلال|في) (\\d+) (?:${one}ا?|${many})`), `in $1 ${english}`)
      .replace(word(`(?:بعد|خلال) ${one}`), `in 1 ${english}`);
  for (const [arabic, english] of WORDS) said = said.replace(word(arabic), english);
  return said.replace(/(\d{1,2}) *:30/, '$1:30').replace(/\s+/g, ' ').trim();
}
