#include "tokenize/token_patterns.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "base/utf8.hpp"

namespace pluim::tokenize {
namespace {

constexpr int id(TokenKind kind) noexcept { return static_cast<int>(kind); }

bool one_of(std::initializer_list<std::string_view> list, std::string_view word) noexcept {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// 1.234,50 · 1'250 · 1 250 · ١٢٫٥٠ · １０
const std::string amount = R"((\p{Nd}{1,3}([ \x{A0}\x{202F}]\p{Nd}{3})+|\p{Nd}+([.,'’٬]\p{Nd}{3})*)([.,٫]\p{Nd}{1,2})?)";
const std::string sign = R"((€|\$|£|¥|₪|₺|₴|₽|฿|₩|₹|R\$|&(euro|pound|#8364|#163);))";
// Between a number and its unit: one space, or what scrapers left of one that does not break.
const std::string gap = R"(([\s\x{A0}\x{202F}\x{2009}]|&nbsp;|&#160;|&#[xX][aA]0;)?)";
const std::string currency =
    R"((€|\$|£|¥|₪|₺|₴|₽|฿|₩|₹|&(?:euro|pound|#8364|#163);|euros?|euroa|euroja|eur|us dollars?|dollars?|bucks|usd|pounds?|quid|gbp|pesos?|reais|franken|francs?|fr\.|chf|kroner|kronor|kr\.?|sek|nok|dkk|zł|złotych|złote|pln|kč|korun|czk|forint|ft|huf|lei|de lei|ron|lira|tl|try|лв\.|лева|лв|руб\.|рублей|рубля|руб|гривень|гривні|грн|ש"ח|שקלים|שקל|ريال|درهم|جنيه|دينار|ευρώ|บาท|元|块|円|만원|원|đồng|đ|vnd|triệu|nghìn|ngàn))";
const std::string duration =
    R"((min\.|mins?|minuten|minuut|minutes?|minutos?|minut[oi]|minutter|minuter|minuuttia|minut[yę]?|minút[y]?|perc|minute|dakika|минут[аы]?|мин\.|мин|хвилин|λεπτά|דקות|دقيقة|دقائق|phút|นาที|分钟|分|분|uren|uur|hours?|hrs?|std\.|stunden?|heures?|horas?|ore|ora|timer|time|timmar|tuntia|tunti|godzin[ay]?|godz\.|hodin[ay]?|hodín|óra|órát|órán|saat|час(?:а|ов)?|годин[иу]?|ώρες|ώρα|שעות|ساعات|ساعة|giờ|tiếng|ชั่วโมง|小时|時間|시간|dagen|dag|days?|tage?n?|jours?|d[ií]as?|giorn[io]|dage|dagar|päivää|dni|dny|nap|gün|дн(?:я|ей)|дни|weken|weeks?|wochen?|semaines?|semanas?|settiman[ae]|nights?|nachten|nächte|nuits?|noches?|notti|months?|maanden?|monate?|mois|meses|mesi|years?|jaar|jahre?|ans?|años?|anni))";
const std::string measure =
    R"((km|cm|mm|meter|metros?|metri|mètres?|m²|m2|m|qm|sqm|kg|gr?|liter|litres?|l|cl|ml|°c|°f|°|graden|degrees|grad|%|％))";

}  // namespace

pattern::PatternSet number_patterns() {
  return pattern::PatternSet{
      {id(TokenKind::time), R"((?i)([01]?\p{Nd}|2[0-3])[:h]([0-5]\p{Nd})(:[0-5]\p{Nd})?)"},
      {id(TokenKind::time), R"((?i)([01]?\p{Nd}|2[0-3])[:h]([0-5]\p{Nd})(:[0-5]\p{Nd})?(\s?(uur|u|uhr|h|am|pm|a\.m\.|p\.m\.|ч\.|น\.))?)"},
      {id(TokenKind::time), R"((?i)([01]?\p{Nd}|2[0-3])\.([0-5]\p{Nd})\s?(uhr|uur|h|น\.))"},
      {id(TokenKind::time), R"((?i)([01]?\p{Nd}|2[0-3])\s?(uhr|am|pm|a\.m\.|p\.m\.|h( ?[0-5]\p{Nd})?))"},
      {id(TokenKind::time), R"((?i)24\s?uhr)"},
      {id(TokenKind::date), R"((0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|1[0-2])[-/.](\d{4}|\d{2}))"},
      {id(TokenKind::date), R"(\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01]))"},
      {id(TokenKind::rating), R"(\p{Nd}{1,2}([.,]\p{Nd})?\s?/\s?(5|6|10|20|100))"},
      {id(TokenKind::rating), R"((?i)[0-5]([.,]\d)?\s?(\*|★|⭐|stars?|sterren|ster|sterne|stern|étoiles?|estrellas?|stelle|stella))"},
      {id(TokenKind::rating), R"([★⭐☆]\x{FE0F}?\s?[0-5]([.,]\d)?)"},
      {id(TokenKind::money), sign + gap + amount + "([.,]?[-–]+)?"},
      {id(TokenKind::money), R"((?i)(eur|usd|gbp|chf|sek|nok|dkk|pln|czk|huf|try|kr)\.?\s?)" + amount + "([.,]?[-–]+)?"},
      {id(TokenKind::money), "(?i)" + amount + R"(([.,:][-–]+)?)" + gap + currency},
      {id(TokenKind::money), R"(\d+€\d{2})"},
      {id(TokenKind::money), amount + R"([.,:][-–]+)"},
      {id(TokenKind::money), R"((?i)\d{2,3}k|\d{1,3}tr)"},  // 500k: thousands of a currency that goes without saying
      // "2° piano" is an ordinal, "30°" a temperature.
      {id(TokenKind::number), R"(([1-9]|1[0-2])°)"},
      // 24h, 48 hrs: no time of day.
      {id(TokenKind::quantity), R"((?i)(2[4-9]|[3-9]\p{Nd}|\p{Nd}{3})\s?(h|hs|hrs?))"},
      {id(TokenKind::quantity), "(?i)" + amount + gap + duration},
      {id(TokenKind::quantity), "(?i)" + amount + gap + measure},
      {id(TokenKind::quantity), R"(%\p{Nd}+([.,]\p{Nd}+)?)"},
      {id(TokenKind::phone), R"((\+|00)\d{1,3}[ ./-]?\(?\d{1,4}\)?([ ./-]?\d{2,4}){2,4})"},
      {id(TokenKind::phone), R"(0\d{1,4}[ ./-]\d{5,8})"},
      {id(TokenKind::phone), R"(0\d([ .]\d{2}){4})"},
      {id(TokenKind::phone), R"(0\d{1,4}[ -]\d{3,4}([ -]\d{2,4}){1,2})"},
      {id(TokenKind::phone), R"(\(\d{2,4}\) ?\d{3,4}[ -]\d{3,4})"},
      {id(TokenKind::phone), R"(\d{3}-\d{3}-\d{4}|[6-9]\d{2} \d{3} \d{3}|3\d{2} \d{3} ?\d{4})"},
      {id(TokenKind::number), R"((?i)\d+(e|de|ste|st|nd|rd|th|er|re|ère|ème|eme|x|\.?º|\.?ª|°|-[йямго]{1,2}|:[ea]|[οη]))"},
      {id(TokenKind::emoji), R"(\d\x{FE0F}?\x{20E3})"},
      {id(TokenKind::number), R"(24/7)"},
      {id(TokenKind::number), R"(\p{Nd}+([.,'٫]\p{Nd}+)*[½¼¾]?)"},
  };
}

pattern::PatternSet address_patterns() {
  return pattern::PatternSet{
      {id(TokenKind::url), R"((?i)(https?://|www\.)[^\s<>"'()]*(\([^\s<>"'()]*\)[^\s<>"'()]*)*)"},
      {id(TokenKind::url), R"((?i:[a-z0-9][a-z0-9-]*)(\.[a-z0-9-]+)*\.(com|nl|org|net|eu|fr|co\.uk|ch|info|app|shop|pt|ie|pl|se|dk))"},
      // Endings that are words too count only where the name shows that it is one: "schoon.de douche" is no address.
      {id(TokenKind::url), R"((?i:[a-z]*[0-9-][a-z0-9-]*)\.(de|it|at|be|es|no))"},
      {id(TokenKind::email), R"([\pL\pN._%+-]+@[\pL\pN-]+(\.[\pL\pN-]+)*\.\pL{2,})"},
      {id(TokenKind::hashtag), R"(#[\pL\pN_][\pL\pN\pM_]*)"},
      {id(TokenKind::handle), R"(@[\pL\pN_][\pL\pN\pM_.]*[\pL\pN\pM_])"},
  };
}

pattern::PatternSet emoticon_patterns() {
  return pattern::PatternSet{
      {id(TokenKind::emoticon), R"([:;=8][-o^']?[)\](\[dDpP/\\|3oO*]+)"},
      {id(TokenKind::emoticon), R"((<|&lt;)/?3+|\^_?\^|-_-|:'\(|:'\)|¯\\_\(ツ\)_/¯|\(\^\^\)|\){3,})"},
      {id(TokenKind::emoticon), R"(m?\(_ ?_\)m?|\((\^[_o-]?\^|T[_.-]?T|>[_.]?<|;[_.]?;|o[_.]o)[;']?\))"},
  };
}

pattern::PatternSet tag_patterns() {
  return pattern::PatternSet{
      {breaking_tag, R"((?i)</?(br|p|div|li|ul|ol|tr|h[1-6])(\s[^<>]{0,200})?/?>)"},
      {other_tag, R"((?i)</?[a-z][a-z0-9]{0,15}(\s[^<>]{0,200})?/?>)"},
  };
}

bool is_currency_code(std::string_view norm) noexcept {
  return one_of({"eur", "usd", "gbp", "chf", "sek", "nok", "dkk", "pln", "czk", "huf", "try", "kr"}, norm);
}

bool is_elision(std::string_view norm) noexcept {
  return one_of({"l",    "d",     "qu",    "c",     "n",      "s",      "j",      "m",     "t",     "un",   "dell", "all",  "nell",  "dall",
                 "sull", "quell", "quest", "jusqu", "lorsqu", "puisqu", "quoiqu", "quand", "grand", "tutt", "cent", "sant", "bell",  "dov",
                 "com",  "coll",  "ch",    "gl",    "mezz",   "nessun", "nient",  "nulla", "senz",  "vent", "anch", "cos",  "quant", "sott",
                 "altr", "alcun", "buon",  "v",     "σ",      "μ",      "τ",      "ν",     "θ",     "γι",   "απ",   "κ",    "παρ",   "αλλ"},
                norm);
}

bool is_abbreviation(std::string_view norm) noexcept {
  return one_of(
             {// Titles and forms of address
              "mr", "mrs", "ms", "dr", "prof", "st", "ste", "jr", "sr", "sra", "srta", "sres", "dra", "rev", "sig", "sig.ra", "sig.na",
              "dott", "ing", "mme", "mlle", "mm", "dhr", "mevr", "mw", "mej", "drs", "ir", "ds", "fam", "hr", "fr", "dipl", "mgr", "lic",
              "dl", "dna", "sn", "κ", "д-р", "г", "г-н", "г-жа", "д", "tp",
              // Places and reaching people
              "str", "av", "ave", "avda", "bldg", "apt", "adr", "pl", "ul", "ул", "tel", "tél", "тел", "τηλ", "cell", "ext", "tlf", "nr",
              "nrs", "num", "zi", "zimmernr", "kb",
              // Running text
              "abs", "afd", "alg", "approx", "avd", "avg", "bijv", "blz", "bv", "bvb", "bzw", "ca", "ch", "cf", "co", "dept", "dir", "ecc",
              "ed", "eig", "est", "etc", "evt", "enz", "ft", "geb", "ggf", "incl", "inkl", "jl", "kl", "max", "mil", "min", "mio", "mst",
              "mt", "o.a", "pag", "ph", "pol", "pr", "resp", "sen", "std", "temp", "univ", "ust", "usw", "vgl", "vs", "wg", "zgn", "zzgl",
              "itd", "itp", "godz", "np", "např", "atd", "napr", "atď", "stb", "f.eks", "bl.a", "osv", "m.m", "t.ex", "esim", "ym", "vb",
              "напр", "κ.λπ", "π.χ", "د"},
             norm) ||
         (norm.size() > 5 && norm.ends_with("str"));
}

bool takes_apostrophe(std::string_view norm) noexcept {
  return one_of({"po",
                 "mo",
                 "be",
                 "di",
                 "fa",
                 "va",
                 "e",
                 "perche",
                 "citta",
                 "piu",
                 "cosi",
                 "gia",
                 "puo",
                 "qualita",
                 "cioe",
                 "sara",
                 "poiche",
                 "universita",
                 "meta",
                 "pero",
                 "c'e",
                 "disponibilita",
                 "cordialita",
                 "cortesia",
                 "professionalita",
                 "novita",
                 "attivita",
                 "verita",
                 "lunedi",
                 "martedi",
                 "venerdi",
                 "caffe",
                 "te",
                 "la",
                 "li",
                 "ne",
                 "si"},
                norm);
}

TokenKind word_kind(std::string_view word, std::string_view norm) noexcept {
  const auto first = static_cast<unsigned char>(word.empty() ? '\0' : word[0]);
  if (first < 0x80) {
    const bool title = norm.size() <= 5 && (norm.starts_with('m') || norm.starts_with('d')) &&
                       one_of({"mme", "mmes", "mlle", "mlles", "mgr", "mr", "mrs", "mevr", "dhr"}, norm);
    return title ? TokenKind::abbreviation : TokenKind::word;
  }
  // ד"ר, ש"ח: one letter behind a mark within; רח': a short word with a mark at its end.
  if (first == 0xD7) {
    const auto ends_with_mark = word.ends_with('\'') || word.ends_with("\u2019") || word.ends_with("׳");
    const auto mark = std::min(word.find('"'), word.find("״"));
    const auto behind = mark == std::string_view::npos ? 0 : word.size() - mark - (word[mark] == '"' ? 1 : 2);
    return behind == 2 || (ends_with_mark && word.size() >= 5 && word.size() <= 10) ? TokenKind::abbreviation : TokenKind::word;
  }
  // ฯลฯ, กรุงเทพฯ: the mark of what is left out.
  if (first == 0xE0) return word.ends_with("ฯ") ? TokenKind::abbreviation : TokenKind::word;
  // ㅠㅠ, ㅋㅋㅋ: letters that are no syllable weep or laugh.
  if (first == 0xE3 && word.size() >= 6 && word.size() % 3 == 0) {
    for (std::size_t i = 0; i < word.size(); i += 3)
      if (!one_of({"ㅠ", "ㅜ", "ㅋ", "ㅎ", "ㅡ"}, word.substr(i, 3))) return TokenKind::word;
    return TokenKind::emoticon;
  }
  return TokenKind::word;
}

bool is_slashed(std::string_view norm) noexcept { return one_of({"t/m", "m/v", "c/o", "w/o", "n/a", "a/c", "b/b", "s/n", "p/p"}, norm); }

bool is_clipped_article(std::string_view norm) noexcept { return one_of({"ne", "nen", "nem", "ner", "nes"}, norm); }

bool is_case_ending(std::string_view norm) noexcept {
  return one_of({"n",   "s",   "t",   "a",   "ä",   "en",  "et",  "ar",  "er",  "ns",  "ts",  "in",  "ta",  "tä",  "na",   "nä",  "ssa",
                 "ssä", "sta", "stä", "lla", "llä", "lle", "lta", "ltä", "ksi", "ään", "aan", "iin", "een", "hin", "arna", "erna"},
                norm);
}

bool closes_list(std::string_view norm) noexcept {
  return one_of({"etc.", "enz.", "usw.", "ecc.", "itd.", "itp.", "atd.", "atď.", "osv.", "stb.", "jne.", "ym.", "vb.", "v.v.", "т.д.",
                 "т.п.", "κ.λπ.", "a.m.", "p.m."},
                norm);
}

bool announces_time(std::string_view norm) noexcept {
  return one_of({"kl.", "kl", "klo", "alle", "saat", "um", "gegen", "om", "at", "ore", "godz."}, norm);
}

bool announces_ordinal(std::string_view norm) noexcept {
  return one_of({"im", "am", "vom", "zum", "beim", "der", "die", "das", "den", "dem", "des", "på", "i", "na", "ve", "v", "a", "az"}, norm);
}

namespace {

enum Tongue : Tongues {
  cs = 1 << 0,
  da = 1 << 1,
  fi = 1 << 2,
  hu = 1 << 3,
  no = 1 << 4,
  pl = 1 << 5,
  pt = 1 << 6,
  ro = 1 << 7,
  sk = 1 << 8,
  sv = 1 << 9,
  tr = 1 << 10,
  vi = 1 << 11,
  all_tongues = (1 << 12) - 1,
  inside = not_opening,
};
// The letters of each beyond a–z, with those of common foreign words; Vietnamese has more, see possible_tongues().
struct Alphabet {
  Tongue tongue;
  std::u32string_view letters;
};
constexpr Alphabet alphabets[] = {{cs, U"áčďéěíňóřšťúůýžö"},  {da, U"æøåéóöäü"},   {fi, U"äöåšžéü"},       {hu, U"áéíóöőúüű"},
                                  {no, U"æøåéèêóòôäöü"},      {pl, U"ąćęłńóśźżé"}, {pt, U"áâãàçéêíóôõúü"}, {ro, U"ăâîșțşţ"},
                                  {sk, U"áäčďéíĺľňóôŕšťúýž"}, {sv, U"åäöéàü"},     {tr, U"çğıöşüâîû"},     {vi, U"àáâãèéêìíòóôõùúýăđĩũơư"}};

}  // namespace

Tongues possible_tongues(const Tokens& tokens) {
  constexpr std::size_t enough = 4096;
  const std::string_view norms = std::string_view(tokens.norms).substr(0, enough);
  Tongues possible = all_tongues;
  for (std::size_t i = 0; i < norms.size();) {
    if (static_cast<unsigned char>(norms[i]) < 0x80) {
      ++i;
      continue;
    }
    const auto d = base::decode(norms, i);
    i += d.size;
    const bool vietnamese = d.code_point >= 0x1EA0 && d.code_point <= 0x1EF9;
    if (!vietnamese && (d.code_point < 0xDF || d.code_point > 0x24F)) continue;
    Tongues with = vietnamese ? Tongues{vi} : Tongues{};
    for (const auto& alphabet : alphabets)
      if (alphabet.letters.find(d.code_point) != std::u32string_view::npos) with |= alphabet.tongue;
    if (with != 0) possible &= with;
  }
  return possible;
}

Connective closing_connective(std::string_view word_before, std::string_view word) noexcept {
  if (static_cast<unsigned char>(word.empty() ? '\0' : word[0]) < 0xE3) return Connective::none;
  const auto ends = [](std::string_view w, std::initializer_list<std::string_view> list) {
    return std::any_of(list.begin(), list.end(), [&](std::string_view end) { return w.ends_with(end); });
  };
  if (word.ends_with("が")) {
    // Behind a noun it marks the subject: 部屋が、.
    const auto stem = word == "が" ? word_before : word.substr(0, word.size() - 3);
    return ends(stem, {"い", "た", "る", "だ", "す", "ん", "う"}) ? Connective::contrast : Connective::none;
  }
  if (ends(word, {"けど", "けれど", "けれども", "ものの"})) return Connective::contrast;
  if (ends(word, {"のに"})) return Connective::concession;
  return ends(word, {"ので"}) ? Connective::cause : Connective::none;
}

const std::vector<ConnectivePhrase>& connective_phrases() {
  using enum Connective;
  static const auto sorted = [] {
    constexpr struct {
      Connective meaning;
      Tongues clashes;
      std::string_view phrases;
    } groups[] = {
        // Arabic
        {contrast, 0, "لكن, ولكن, لكنه, لكنها, إلا أن"},
        {concession, 0, "رغم, بالرغم من, على الرغم من"},
        {condition, 0, "إذا, لو"},
        {cause, 0, "لأن, لأنه, لأنها, بسبب"},
        {sequence, 0, "ثم"},
        // Bulgarian, Russian, Ukrainian
        {contrast, 0, "но, обаче, однако, зато, але, проте, однак, зате"},
        {concession, 0, "въпреки че, макар че, макар и, хотя, несмотря на, хоча, попри те що"},
        {condition, 0, "ако, если, якщо"},
        {cause, 0, "защото, тъй като, понеже, потому что, так как, поскольку, тому що, бо, оскільки"},
        {sequence, 0, "след това, потом, затем, потім"},
        {addition, 0, "и, та, і, й"},
        // Czech, Polish, Slovak
        {contrast, ro, "ale"},
        {contrast, 0, "avšak, jednak, lecz, natomiast"},
        {concession, 0, "ačkoli, přestože, i když, chociaż, choć, mimo że, hoci, aj keď"},
        {condition, 0, "pokud, jestli, jestliže, jeśli, jeżeli, pokiaľ"},
        {condition, tr, "ak"},
        {cause, 0, "protože, jelikož, neboť, ponieważ, gdyż, pretože, lebo, keďže"},
        {cause, da | no | sv, "bo"},
        {sequence, 0, "potom, potem, następnie"},
        {sequence, da | no | tr, "pak"},
        {addition, 0, "a, i"},
        // Danish, Norwegian, Swedish
        {contrast, 0, "men, imidlertid, däremot"},
        {concession, 0, "selvom, selv om, trots att, även om"},
        {condition, 0, "hvis"},
        {cause, 0, "fordi, eftersom, därför att"},
        {sequence, 0, "derefter, deretter, därefter"},
        {addition, 0, "og, och"},
        // Finnish
        {contrast, 0, "mutta"},
        {concession, 0, "vaikka"},
        {condition, ro, "jos"},
        {cause, 0, "koska"},
        {sequence, inside, "sitten"},
        {addition, 0, "ja"},
        // Greek
        {contrast, 0, "αλλά, αλλα, όμως, ωστόσο"},
        {concession, 0, "αν και, παρόλο που, παρότι"},
        {condition, 0, "αν, εάν"},
        {cause, 0, "επειδή, διότι"},
        {sequence, inside, "μετά"},
        {addition, 0, "και"},
        // Hebrew
        {contrast, 0, "אבל, אולם, אך"},
        {concession, 0, "למרות"},
        {condition, 0, "אם"},
        {cause, 0, "כי, בגלל"},
        {sequence, 0, "אחר כך"},
        // Hungarian
        {contrast, da | no | pt | ro | sv | tr | vi, "de"},
        {contrast, 0, "azonban, viszont"},
        {concession, 0, "bár, habár"},
        {condition, da | no | sv | vi, "ha"},
        {cause, 0, "mert, mivel"},
        {sequence, 0, "aztán"},
        {sequence, inside, "majd"},
        {addition, 0, "és"},
        // Japanese
        {contrast, inside, "でも"},
        {contrast, 0, "しかし, けれども, ところが"},
        {condition, 0, "もし"},
        {cause, 0, "なぜなら"},
        {sequence, 0, "それから"},
        // Korean
        {contrast, 0, "하지만, 그러나, 그런데, 근데, 그렇지만"},
        {concession, 0, "비록"},
        {condition, 0, "만약"},
        {cause, 0, "왜냐하면"},
        {addition, 0, "그리고"},
        // Portuguese
        {contrast, 0, "mas, porém, contudo, todavia, no entanto"},
        {concession, inside, "embora"},
        {concession, 0, "apesar de, mesmo que, ainda que"},
        {cause, 0, "porque, pois"},
        {sequence, 0, "depois"},
        {addition, 0, "e"},
        // Romanian
        {contrast, cs | pl | pt | sk | tr, "dar"},
        {contrast, 0, "însă, totuși"},
        {concession, 0, "deși"},
        {condition, 0, "dacă"},
        {cause, 0, "pentru că, deoarece, fiindcă"},
        {sequence, 0, "apoi"},
        {addition, 0, "și, si"},
        // Thai
        {contrast, 0, "แต่, แต่ว่า"},
        {concession, 0, "แม้, แม้ว่า, ถึงแม้"},
        {condition, 0, "ถ้า, หาก"},
        {cause, 0, "เพราะ, เพราะว่า, เนื่องจาก"},
        {addition, 0, "และ"},
        // Turkish
        {contrast, pt, "ama"},
        {contrast, 0, "fakat, ancak, lakin"},
        {condition, 0, "eğer"},
        {cause, 0, "çünkü"},
        {sequence, inside, "sonra"},
        {addition, 0, "ve"},
        // Vietnamese
        {contrast, 0, "nhưng, nhưng mà, tuy nhiên"},
        {concession, 0, "mặc dù"},
        {condition, 0, "nếu"},
        {cause, 0, "vì, bởi vì"},
        {sequence, 0, "sau đó"},
        {addition, 0, "và"},
        // Chinese
        {contrast, 0, "但是, 但, 不过, 不過, 可是, 然而"},
        {concession, 0, "虽然, 雖然, 尽管"},
        {condition, 0, "如果, 要是"},
        {cause, 0, "因为, 因為, 由于"},
        {sequence, 0, "然后, 然後"},
    };
    std::vector<ConnectivePhrase> rows;
    for (const auto& group : groups) {
      for (auto rest = group.phrases; !rest.empty();) {
        const auto comma = rest.find(", ");
        rows.push_back({rest.substr(0, comma), group.meaning, group.clashes});
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 2);
      }
    }
    std::sort(rows.begin(), rows.end(), [](const ConnectivePhrase& a, const ConnectivePhrase& b) { return a.phrase < b.phrase; });
    return rows;
  }();
  return sorted;
}

}  // namespace pluim::tokenize
