#include "tokenize/token_patterns.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace pluim::tokenize {
namespace {

constexpr int id(TokenKind kind) noexcept { return static_cast<int>(kind); }

bool one_of(std::initializer_list<std::string_view> list, std::string_view word) noexcept {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// 1.234,50 · 1'250 · 1 250 · ١٢٫٥٠ · １０
const std::string amount = R"((\p{Nd}{1,3}([ \x{A0}\x{202F}]\p{Nd}{3})+|\p{Nd}+([.,'’٬]\p{Nd}{3})*)([.,٫]\p{Nd}{1,2})?)";
const std::string sign = R"((€|\$|£|¥|₪|₺|₴|₽|฿|₩|₹|R\$))";
const std::string currency =
    R"((€|\$|£|¥|₪|₺|₴|₽|฿|₩|₹|euros?|euroa|euroja|eur|us dollars?|dollars?|bucks|usd|pounds?|quid|gbp|pesos?|reais|franken|francs?|fr\.|chf|kroner|kronor|kr\.?|sek|nok|dkk|zł|złotych|złote|pln|kč|korun|czk|forint|ft|huf|lei|de lei|ron|lira|tl|try|лв\.|лева|лв|руб\.|рублей|рубля|руб|гривень|гривні|грн|ש"ח|שקלים|שקל|ريال|درهم|جنيه|دينار|ευρώ|บาท|元|块|円|만원|원|đồng|đ|vnd))";
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
      {id(TokenKind::time), R"((?i)([01]?\p{Nd}|2[0-4])\s?(uhr|am|pm|a\.m\.|p\.m\.|h( ?[0-5]\p{Nd})?))"},
      {id(TokenKind::date), R"((0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|1[0-2])[-/.](\d{4}|\d{2}))"},
      {id(TokenKind::date), R"(\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01]))"},
      {id(TokenKind::rating), R"(\p{Nd}{1,2}([.,]\p{Nd})?\s?/\s?(5|6|10|20|100))"},
      {id(TokenKind::rating), R"((?i)[0-5]([.,]\d)?\s?(\*|★|⭐|stars?|sterren|ster|sterne|stern|étoiles?|estrellas?|stelle|stella))"},
      {id(TokenKind::money), sign + R"(\s?)" + amount + "([.,]?[-–]+)?"},
      {id(TokenKind::money), R"((?i)(eur|usd|gbp|chf|sek|nok|dkk|pln|czk|huf|try|kr)\.?\s?)" + amount + "([.,]?[-–]+)?"},
      {id(TokenKind::money), "(?i)" + amount + R"(([.,:][-–]+)?\s?)" + currency},
      {id(TokenKind::money), R"(\d+€\d{2})"},
      {id(TokenKind::money), amount + R"([.,:][-–]+)"},
      {id(TokenKind::quantity), "(?i)" + amount + R"(\s?)" + duration},
      {id(TokenKind::quantity), "(?i)" + amount + R"(\s?)" + measure},
      {id(TokenKind::quantity), R"(%\p{Nd}+([.,]\p{Nd}+)?)"},
      {id(TokenKind::phone), R"((\+|00)\d{1,3}[ ./-]?\(?\d{1,4}\)?([ ./-]?\d{2,4}){2,4})"},
      {id(TokenKind::phone), R"(0\d{1,4}[ ./-]\d{5,8})"},
      {id(TokenKind::phone), R"(0\d([ .]\d{2}){4})"},
      {id(TokenKind::phone), R"(0\d{1,4}[ -]\d{3,4}([ -]\d{2,4}){1,2})"},
      {id(TokenKind::phone), R"(\(\d{2,4}\) ?\d{3,4}[ -]\d{3,4})"},
      {id(TokenKind::phone), R"(\d{3}-\d{3}-\d{4}|[6-9]\d{2} \d{3} \d{3}|3\d{2} \d{3} ?\d{4})"},
      {id(TokenKind::number), R"((?i)\d+(e|de|ste|st|nd|rd|th|er|re|ère|ème|eme|\.?º|\.?ª|°|-[йямго]{1,2}|:[ea]|[οη]))"},
      {id(TokenKind::number), R"(\d\x{FE0F}?\x{20E3})"},
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
      {id(TokenKind::hashtag), R"(#[\pL\pN\pM_]+)"},
      {id(TokenKind::handle), R"(@[\pL\pN_][\pL\pN\pM_.]*[\pL\pN\pM_])"},
  };
}

pattern::PatternSet emoticon_patterns() {
  return pattern::PatternSet{
      {id(TokenKind::emoticon), R"([:;=8][-o^']?[)\](\[dDpP/\\|3oO*]+)"},
      {id(TokenKind::emoticon), R"(<3+|</3|\^_?\^|-_-|:'\(|:'\)|¯\\_\(ツ\)_/¯|\(\^\^\)|\){3,})"},
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
  return one_of({"l",    "d",    "qu",   "c",     "n",     "s",     "j",      "m",      "t",      "un",     "dell",  "all",
                 "nell", "dall", "sull", "quell", "quest", "jusqu", "lorsqu", "puisqu", "quoiqu", "quand",  "grand", "tutt",
                 "cent", "sant", "bell", "dov",   "com",   "coll",  "ch",     "gl",     "mezz",   "nessun", "nient", "nulla",
                 "senz", "vent", "anch", "cos",   "quant", "sott",  "altr",   "alcun",  "buon",   "v"},
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

bool announces_time(std::string_view norm) noexcept {
  return one_of({"kl.", "kl", "klo", "alle", "saat", "um", "gegen", "om", "at", "ore", "godz."}, norm);
}

bool announces_ordinal(std::string_view norm) noexcept {
  return one_of({"im", "am", "vom", "zum", "beim", "der", "die", "das", "den", "dem", "des", "på", "i", "na", "ve", "v", "a", "az"}, norm);
}

}  // namespace pluim::tokenize
