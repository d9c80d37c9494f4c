/** The rooms whose words are all translated, by language: a string that is added there is translated with it. */
export const FINISHED: Record<'de' | 'fr' | 'es' | 'ar', readonly string[]> = { de: [], fr: [], es: [], ar: [] };
