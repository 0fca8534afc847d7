// Owns `suspicious(text)`: characters that hide, and words that mix scripts. The engine's own Unicode tables decide.

const hidden = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u;
/** What emoji are put together with: a variation selector behind an emoji or in a keycap, a joiner between two emoji. */
const emojiParts =
  /(?<=(?![\0-\x7f])\p{Emoji})[\ufe0e\ufe0f]|(?<=[0-9#*])[\ufe0e\ufe0f](?=\u20e3)|(?<=(?![\0-\x7f])\p{Emoji}[\ufe0e\ufe0f]?)\u200d(?=\p{Extended_Pictographic})/gu;
const beyondAscii = /[^\0-\x7f]/;
const words = /[\p{L}\p{M}\p{N}]+/gu;

/** Whether a text hides a character, or has a word that mixes scripts beyond "highly restrictive" of UTS 39. */
export function suspicious(text: string): boolean {
  if (!beyondAscii.test(text)) return false;
  if (hidden.test(text) && hidden.test(text.replace(emojiParts, ""))) return true;
  for (const [word] of text.matchAll(words)) if (beyondAscii.test(word) && mixes(word)) return true;
  return false;
}

type Scripts = ReadonlySet<string>;

/** One script, or Latin beside one of the writing systems that are written with it. */
function mixes(word: string): boolean {
  let all: Scripts | undefined;
  let besideLatin: Scripts | undefined;
  for (const character of word) {
    const scripts = scriptsOf(character);
    if (scripts === undefined) continue;
    all = all === undefined ? scripts : intersection(all, scripts);
    if (!scripts.has("Latin")) besideLatin = besideLatin === undefined ? scripts : intersection(besideLatin, scripts);
  }
  if (all === undefined || all.size > 0) return false;
  return besideLatin === undefined || !systems.some(([system]) => besideLatin.has(system));
}

function intersection(a: Scripts, b: Scripts): Scripts {
  return a === b ? a : new Set([...a].filter((script) => b.has(script)));
}

/** Writing systems of several scripts: Japanese, Chinese with Bopomofo, Korean. */
const systems: readonly (readonly [string, readonly string[]])[] = [
  ["Japanese", ["Han", "Hiragana", "Katakana"]],
  ["Bopomofo and Han", ["Han", "Bopomofo"]],
  ["Korean", ["Han", "Hangul"]],
];

const known = new Map<string, Scripts | undefined>();

/** The scripts that a character is used in, systems included; undefined for one that is used in all. */
function scriptsOf(character: string): Scripts | undefined {
  if (known.has(character)) return known.get(character);
  const scripts = common.test(character) ? undefined : new Set(tests.filter(([, test]) => test.test(character)).map(([name]) => name));
  // A script that this engine does not know yet mixes with none.
  if (scripts?.size === 0) scripts.add("unknown");
  for (const [system, parts] of systems) if (parts.some((part) => scripts?.has(part))) scripts?.add(system);
  known.set(character, scripts);
  return scripts;
}

const common = /[\p{Script_Extensions=Common}\p{Script_Extensions=Inherited}]/u;

const scriptNames = `Latin Cyrillic Greek Han Hiragana Katakana Hangul Arabic Hebrew
Adlam Ahom Anatolian_Hieroglyphs Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Beria_Erfe Bhaiksuki Bopomofo Brahmi
Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian Coptic Cuneiform Cypriot
Cypro_Minoan Deseret Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Garay Georgian
Glagolitic Gothic Grantha Gujarati Gunjala_Gondi Gurmukhi Gurung_Khema Hanifi_Rohingya Hanunoo Hatran Imperial_Aramaic
Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki
Khudawadi Kirat_Rai Lao Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen
Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani
Myanmar Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Ol_Onal
Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya
Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada
Shavian Siddham Sidetic SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Sunuwar Syloti_Nagri Syriac Tagalog Tagbanwa
Tai_Le Tai_Tham Tai_Viet Tai_Yo Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Todhri Tolong_Siki Toto
Tulu_Tigalari Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square`.split(/\s+/);

const tests: readonly (readonly [string, RegExp])[] = scriptNames.flatMap((name) => {
  try {
    return [[name, new RegExp(`\\p{Script_Extensions=${name}}`, "u")] as const];
  } catch {
    return [];
  }
});
