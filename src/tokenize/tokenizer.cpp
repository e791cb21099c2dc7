#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "tokenize/tokenize.hpp"
#include "unicode/fold.hpp"
#include "unicode/repair.hpp"

namespace pluim::tokenize {
namespace {

constexpr std::array<std::string_view, 17> kind_names = {"word", "number", "money", "quantity", "rating", "time", "date", "url", "email",
                                                         "phone", "handle", "hashtag", "emoji", "emoticon", "abbreviation", "punctuation", "symbol"};

// Clitics that are tokens of their own before an apostrophe, sorted.
constexpr std::array<std::string_view, 36> elisions = {
    "all", "bell", "c", "cent", "ch", "coll", "com", "d", "dall", "dell", "dov", "gl", "grand", "j", "jusqu", "l", "lorsqu", "m",
    "mezz", "n", "nell", "nessun", "nient", "nulla", "puisqu", "qu", "quand", "quell", "quest", "quoiqu", "s", "sant", "sull", "t", "tutt", "un"};

// Words that end in a point without ending a sentence, sorted, without the point. Single letters are taken for initials.
constexpr std::array<std::string_view, 95> abbreviations = {
    "abs", "adr", "afd", "alg", "apt", "approx", "av", "avd", "ave", "avg", "bijv", "bldg", "blz", "bv", "bvb", "bzw", "ca", "ch",
    "chf", "cf", "co", "dept", "dhr", "dipl", "dir", "dott", "dr", "dra", "drs", "ds", "ecc", "ed", "eig", "est", "etc", "evt",
    "ext", "fam", "fr", "ft", "geb", "ggf", "hr", "ing", "incl", "inkl", "ir", "jl", "jr", "kl", "lic", "max", "mej", "mevr", "mgr", "mil",
    "min", "mio", "mr", "mrs", "ms", "mst", "mt", "mw", "nr", "nrs", "num", "o.a", "pag", "ph", "pol", "prof", "resp", "rev", "sen", "sig",
    "sr", "sra", "sres", "srta", "st", "ste", "str", "tel", "univ", "ust", "usw", "vgl", "vs", "wg", "zgn", "zimmernr", "zzgl", "tlf", "avda"};

bool contains(std::span<const std::string_view> list, std::string_view word) noexcept { return std::find(list.begin(), list.end(), word) != list.end(); }

enum Pattern : int { url, email, number, money, quantity, rating, time_of_day, date, phone, hashtag, handle, emoticon, breaking_tag, other_tag };

constexpr TokenKind kind_of(int pattern) noexcept {
  switch (pattern) {
    case url: return TokenKind::url;
    case email: return TokenKind::email;
    case money: return TokenKind::money;
    case quantity: return TokenKind::quantity;
    case rating: return TokenKind::rating;
    case time_of_day: return TokenKind::time;
    case date: return TokenKind::date;
    case phone: return TokenKind::phone;
    case hashtag: return TokenKind::hashtag;
    case handle: return TokenKind::handle;
    case emoticon: return TokenKind::emoticon;
    default: return TokenKind::number;
  }
}

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

Tokenizer::Tokenizer()
    : numbers_{{time_of_day, R"((?i)([01]?\d|2[0-3])[:h]([0-5]\d)(:[0-5]\d)?(\s?(uur|u|uhr|h|am|pm|a\.m\.|p\.m\.))?\b)"},
               {date, R"((0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|1[0-2])[-/.](\d{4}|\d{2})\b)"},
               {date, R"(\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])\b)"},
               {rating, R"(\d{1,2}([.,]\d)?\s?/\s?(5|10|20|100)\b)"},
               {rating, R"([0-5]([.,]\d)?\s?(\*|★))"},
               {money, R"([€$£¥]\s?\d+([.,' ]?\d{3})*([.,](\d{1,2}|-+))?)"},
               {money, R"((?i)\d+([.,']?\d{3})*([.,](\d{1,2}|-+))?\s?(€|\$|£|¥|euros?|eur|chf|usd|dollars?|pounds?|quid|franken|kr|zł)(\b|$|\s|[^a-z]))"},
               {quantity, R"((?i)\d+([.,]\d+)?\s?(min|mins|minuten|minuut|minutes?|minutos?|minuti|minuto|uur|uren|hours?|hrs?|stunden?|heures?|horas?|ore|ora|dagen|dag|days?|tagen?|tage|jours?|d[ií]as?|giorn[io]|weken|week|weeks|wochen?|semaines?|semanas?|settiman[ae]|km|meter|metros?|metri|mètres?|m2|m²|sqm|%|°c|°|graden|degrees|grad)\b)"},
               {quantity, R"(\d+([.,]\d+)?\s?[%°])"},
               {phone, R"((\+|00)\d{1,3}[ .-]?\(?\d{1,4}\)?([ .-]?\d{2,4}){2,4}\b)"},
               {number, R"((?i)\d+(e|de|ste|st|nd|rd|th|er|ème|eme|º|ª|°)\b)"},
               {number, R"(\d+([.,']\d+)*)"}},
      words_{{url, R"((?i)(https?://|www\.)[^\s<>"']*[^\s<>"'.,;:!?)\]])"},
             {email, R"([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})"},
             {hashtag, R"(#[\pL\pN_]+)"},
             {handle, R"(@[A-Za-z0-9_][A-Za-z0-9_.]*[A-Za-z0-9_])"}},
      emoticons_{{emoticon, R"([:;=8][-o^']?[)\](\[dDpP/\\|3oO*]+)"}, {emoticon, R"(<3+|</3|[xX]D+\b|\^_?\^|-_-|:'\(|:'\)|¯\\_\(ツ\)_/¯)"}},
      tags_{{breaking_tag, R"((?i)</?(br|p|div|li|ul|ol|tr|h[1-6])(\s[^<>]{0,200})?/?>)"}, {other_tag, R"((?i)</?[a-z][a-z0-9]{0,15}(\s[^<>]{0,200})?/?>)"}} {}

// One text's run; holds what the steps share.
struct Tokenizer::Run {
  const Tokenizer& self;
  std::string_view text;
  Scratch& scratch;
  Document& out;
  std::size_t piece = 0;        // the next piece
  std::uint32_t last_end = 0;   // end of the token before
  std::size_t sentence_first = 0;

  void emit(std::uint32_t begin, std::uint32_t end, TokenKind kind, std::uint8_t flags = 0) {
    Token token{.span = {begin, end}, .norm = {}, .kind = kind, .flags = flags};
    auto& norms = out.tokens.norms;
    const auto norm_begin = norms.size();
    unicode::WordShape shape;
    const auto as_written = slice(text, token.span);
    if (unicode::may_hold_artefacts(as_written)) {
      scratch.word.clear();
      unicode::append_repaired(as_written, scratch.word);
      unicode::append_norm(scratch.word, norms, shape);
    } else {
      unicode::append_norm(as_written, norms, shape);
    }
    token.norm = {static_cast<std::uint32_t>(norm_begin), static_cast<std::uint32_t>(norms.size())};
    const auto set = [&](TokenFlag flag) { token.flags = static_cast<std::uint8_t>(token.flags | static_cast<std::uint8_t>(flag)); };
    if (shape.letters >= 2 && shape.upper == shape.letters) set(TokenFlag::all_caps);
    else if (shape.first_upper) set(TokenFlag::capitalized);
    if (shape.elongated && kind == TokenKind::word) set(TokenFlag::elongated);
    if (!out.tokens.tokens.empty() && begin == last_end) set(TokenFlag::glued);
    last_end = end;
    out.tokens.tokens.push_back(token);
  }

  // Moves on to the first piece that begins at `end` or later; a piece that a pattern cut in two is shortened.
  void skip_to(std::uint32_t end) {
    auto& pieces = scratch.pieces;
    while (piece < pieces.size() && pieces[piece].end <= end) ++piece;
    if (piece < pieces.size() && pieces[piece].begin < end) pieces[piece].begin = end;
  }

  [[nodiscard]] bool letter_at(std::size_t at) const { return at < text.size() && unicode::is_letter(base::decode(text, at).code_point); }

  // Something longer than a word that begins here: an address, a number with its unit, an emoticon.
  bool pattern_at(std::uint32_t at, char32_t first, bool wordlike) {
    const pattern::PatternSet* set = nullptr;
    // What stands glued to a word before is no hashtag, price or phone number.
    const bool after_word = at == last_end && at > 0 && !out.tokens.tokens.empty() && out.tokens.tokens.back().kind == TokenKind::word;
    if (first < 0x80 && is_digit(static_cast<char>(first))) {
      set = &self.numbers_;
    } else if (first == U'€' || first == U'$' || first == U'£' || first == U'¥' || (first == U'+' && !after_word)) {
      set = &self.numbers_;
    } else if ((first == U'#' || first == U'@') && !after_word) {
      set = &self.words_;
    } else if (first == U':' || first == U';' || first == U'=' || first == U'<' || first == U'^') {
      set = &self.emoticons_;
    } else if (wordlike && first < 0x80 && may_be_address(at)) {
      set = &self.words_;
    }
    if (set == nullptr) return false;
    const auto found = set->match(text, at);
    if (!found) return false;
    auto end = at + static_cast<std::uint32_t>(found->size);
    while (end > at && text[end - 1] == ' ') --end;
    emit(at, end, kind_of(found->id));
    skip_to(end);
    return true;
  }

  // Cheap look ahead, so that plain words never reach the pattern matcher: http, www, or an '@' before the next space.
  [[nodiscard]] bool may_be_address(std::size_t at) const {
    const auto rest = text.substr(at, 64);
    const auto lower = [](char c) { return static_cast<char>(c | 0x20); };
    if (rest.size() > 4 && ((lower(rest[0]) == 'h' && lower(rest[1]) == 't' && lower(rest[2]) == 't' && lower(rest[3]) == 'p') ||
                            (lower(rest[0]) == 'w' && lower(rest[1]) == 'w' && lower(rest[2]) == 'w' && rest[3] == '.')))
      return true;
    for (const char c : rest) {
      if (c == '@') return true;
      const bool local = is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
      if (!local) return false;
    }
    return false;
  }

  // A piece that ICU calls a word: elisions, glued sentences and abbreviations are taken apart or put together here.
  void word(std::uint32_t begin, std::uint32_t end) {
    // One part a round: a piece without spaces can be as long as the text.
    while (begin < end) {
      const auto part = elision(begin, end);
      begin = part > begin ? part : dotted(begin, end);
    }
  }

  // l'hôtel: emits the clitic with its apostrophe. Returns where the rest begins, or `begin` if there is none.
  std::uint32_t elision(std::uint32_t begin, std::uint32_t end) {
    const auto rest = text.substr(begin, end - begin);
    for (std::size_t i = 0; i < rest.size() && i < 7; ++i) {
      const bool curly = rest.substr(i).starts_with("\xE2\x80\x99");
      if (rest[i] != '\'' && !curly) continue;
      const auto size = i + (curly ? 3 : 1);
      scratch.word.clear();
      unicode::WordShape shape;
      unicode::append_norm(rest.substr(0, i), scratch.word, shape);
      if (!contains(elisions, scratch.word) || rest.size() - size < 2 || !letter_at(begin + size) || rest.substr(size) == "hui") return begin;
      const auto next = begin + static_cast<std::uint32_t>(size);
      emit(begin, next, TokenKind::word, static_cast<std::uint8_t>(TokenFlag::elision));
      return next;
    }
    return begin;
  }

  // Emits up to and with the first point, or all if there is none: "z.B" and "e.g" are abbreviations, with the point behind
  // them; "booking.com" is an address; "schoon.De" two words. Returns where the rest begins.
  std::uint32_t dotted(std::uint32_t begin, std::uint32_t end) {
    constexpr std::size_t longest = 64;   // of an abbreviation or address; a longer piece is words that lost their spaces
    const auto rest = text.substr(begin, end - begin);
    const auto dot = rest.find('.');
    if (dot == std::string_view::npos) {
      return plain(begin, end);
    }
    if (rest.size() <= longest) {
      bool short_parts = true;
      std::size_t part = 0;
      for (const char c : rest) {
        part = c == '.' ? 0 : part + 1;
        if (part > 2) short_parts = false;
      }
      if (short_parts) {
        const std::uint32_t point = end < text.size() && text[end] == '.' ? 1 : 0;
        emit(begin, end + point, TokenKind::abbreviation);
        skip_to(end + point);
        return end;
      }
      constexpr std::array<std::string_view, 18> endings = {"com", "nl", "be", "de", "at", "ch", "fr", "es", "it", "net", "org", "eu", "uk", "ie", "pt", "info", "app", "shop"};
      if (contains(endings, rest.substr(rest.rfind('.') + 1)) && rest.front() >= 'a') {
        emit(begin, end, TokenKind::url);
        return end;
      }
    }
    const auto at = begin + static_cast<std::uint32_t>(dot);
    if (at > begin) {
      const auto next = plain(begin, at);
      if (next > at + 1) return next;
    }
    // An abbreviation or initial has taken its point along: "J.Smith".
    if (last_end <= at) emit(at, at + 1, TokenKind::punctuation);
    return at + 1;
  }

  // A word without points; one of the known abbreviations takes the point behind it along. Returns where the rest begins.
  std::uint32_t plain(std::uint32_t begin, std::uint32_t end) {
    if (const auto joined = with_artefacts(end); joined > end) {
      emit(begin, joined, TokenKind::word);
      skip_to(joined);
      return joined;
    }
    const auto piece_text = text.substr(begin, end - begin);
    if (end < text.size() && text[end] == '.' && piece_text.size() <= 8) {
      scratch.word.clear();
      unicode::WordShape shape;
      unicode::append_norm(piece_text, scratch.word, shape);
      const bool initial = shape.letters == 1 && shape.upper == 1;
      if (initial || contains(abbreviations, scratch.word)) {
        emit(begin, end + 1, TokenKind::abbreviation);
        skip_to(end + 1);
        return end + 1;
      }
    }
    emit(begin, end, TokenKind::word);
    return end;
  }

  // Where a word ends that reaches to `end` for now, when what scrapers left of a letter or an apostrophe goes on there:
  // "caf&eacute;s", "don&#39;t", "cafÃ©". A misread letter's first half is the last letter of the piece.
  std::uint32_t with_artefacts(std::uint32_t end) const {
    for (;;) {
      auto at = end;
      auto artefact = unicode::artefact_at(text, at);
      if (artefact.size == 0 && at >= 2) {
        at = end - 2;
        artefact = static_cast<unsigned char>(text[at]) == 0xC3 ? unicode::artefact_at(text, at) : unicode::Artefact{};
        if (at + artefact.size <= end) return end;
      }
      if (artefact.size == 0) return end;
      auto next = at + static_cast<std::uint32_t>(artefact.size);
      const bool apostrophe = artefact.code_point == U'\'' || artefact.code_point == U'\u2019';
      if (!unicode::is_letter(artefact.code_point) && !(apostrophe && letter_at(next))) return end;
      while (next < text.size() && letter_at(next)) next += base::decode(text, next).size;
      end = next;
    }
  }

  // An entity outside a word: a space is skipped, a letter begins a word, anything else is a token of its own.
  bool entity(std::uint32_t at) {
    const auto artefact = unicode::artefact_at(text, at);
    if (artefact.size == 0 || text[at] != '&') return false;
    const auto end = at + static_cast<std::uint32_t>(artefact.size);
    if (unicode::is_space(artefact.code_point) || artefact.code_point == 0xAD) {
      skip_to(end);
      return true;
    }
    if (unicode::is_letter(artefact.code_point)) {
      auto to = end;
      while (to < text.size() && letter_at(to)) to += base::decode(text, to).size;
      to = with_artefacts(to);
      emit(at, to, TokenKind::word);
      skip_to(to);
      return true;
    }
    emit(at, end, artefact.code_point < 0x80 || (artefact.code_point >= 0x2010 && artefact.code_point <= 0x2027) ? TokenKind::punctuation : TokenKind::symbol);
    skip_to(end);
    return true;
  }

  // A tag that a scraper left: no token. One that breaks a line ends the sentence.
  bool tag(std::uint32_t at) {
    const auto found = self.tags_.match(text, at);
    if (!found) return false;
    if (found->id == breaking_tag) close_sentence();
    skip_to(at + static_cast<std::uint32_t>(found->size));
    return true;
  }

  // 's avonds, 't, 'n: an apostrophe before a lone letter belongs to it.
  bool dutch_clitic(std::uint32_t begin, std::uint32_t end) {
    if (piece >= scratch.pieces.size() || scratch.pieces[piece].begin != end || scratch.pieces[piece].end != end + 1) return false;
    if (begin > 0 && text[begin - 1] != ' ' && text[begin - 1] != '\n') return false;
    constexpr std::string_view letters = "stnkmr";
    if (letters.find(text[end]) == std::string_view::npos) return false;
    emit(begin, end + 1, TokenKind::word);
    ++piece;
    return true;
  }

  void other(std::uint32_t begin, std::uint32_t end, char32_t first) {
    if (unicode::is_emoji(first)) {
      emit(begin, end, TokenKind::emoji);
      return;
    }
    const auto piece_text = text.substr(begin, end - begin);
    if ((piece_text == "'" || piece_text == "\xE2\x80\x99" || piece_text == "\xE2\x80\x98" || piece_text == "`") && dutch_clitic(begin, end)) return;
    const auto is_punctuation = [](char32_t c) {
      if (c < 0x80) return std::string_view("!\"#%&'()*,-./:;?@[\\]_{}").find(static_cast<char>(c)) != std::string_view::npos;
      return (c >= 0x2010 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205E) || (c >= 0x3001 && c <= 0x3011) || c == 0xA1 || c == 0xBF || c == 0xAB || c == 0xBB ||
             (c >= 0xFF01 && c <= 0xFF0F) || c == 0xFF1A || c == 0xFF1B || c == 0xFF1F || c == 0x60C || c == 0x61B || c == 0x61F || c == 0xB7;
    };
    emit(begin, end, is_punctuation(first) ? TokenKind::punctuation : TokenKind::symbol);
  }

  // Whether the token ends a sentence, whatever follows: ! ? … and their like.
  static bool ends_sentence(std::string_view norm) noexcept {
    return norm == "!" || norm == "?" || norm == "." || norm == "…" || norm == "。" || norm == "！" || norm == "？" || norm == "؟" || norm == "।";
  }

  void close_sentence() {
    auto& t = out.tokens;
    if (sentence_first >= t.tokens.size()) return;
    t.sentences.push_back({t.tokens[sentence_first].span.begin, t.tokens.back().span.end});
    t.clauses.push_back({static_cast<std::uint32_t>(sentence_first), static_cast<std::uint32_t>(t.tokens.size()), Connective::none});
    sentence_first = t.tokens.size();
  }

  void go() {
    auto& pieces = scratch.pieces;
    bool ended = false;   // the last token ends a sentence, unless more of its kind follow
    while (piece < pieces.size()) {
      const auto p = pieces[piece];
      const auto d = base::decode(text, p.begin);
      if (!d.valid && p.end == p.begin + d.size) {
        ++piece;
        continue;
      }
      if (unicode::is_space(d.code_point)) {
        // A line break ends a sentence: lists, addresses, bullets.
        if (text.substr(p.begin, p.end - p.begin).find_first_of("\n\r") != std::string_view::npos || d.code_point == 0x2028 || d.code_point == 0x2029) {
          close_sentence();
          ended = false;
        }
        ++piece;
        continue;
      }
      const std::size_t before = out.tokens.tokens.size();
      if ((d.code_point == U'<' && tag(p.begin)) || (d.code_point == U'&' && entity(p.begin))) {
        if (out.tokens.tokens.size() == before) continue;
      } else if (!pattern_at(p.begin, d.code_point, p.wordlike)) {
        ++piece;
        if (p.wordlike) word(p.begin, p.end);
        else other(p.begin, p.end, d.code_point);
      }
      // A closing mark is known only once the next token is there: quotes, brackets and emoji still belong to it.
      if (ended && out.tokens.tokens.size() > before) {
        const auto& next = out.tokens.tokens[before];
        const auto norm = out.tokens.norm(next);
        const bool trails = ends_sentence(norm) || norm == ")" || norm == "\"" || norm == "»" || norm == "”" || next.kind == TokenKind::emoji || next.kind == TokenKind::emoticon;
        if (!trails) {
          split_before(before);
          ended = false;
        }
      }
      if (!out.tokens.tokens.empty()) {
        const auto& token = out.tokens.tokens.back();
        if (token.kind == TokenKind::punctuation && ends_sentence(out.tokens.norm(token))) ended = true;
      }
      // "schoon.De": the point came out of the middle of a piece, so the sentence ends inside what was just emitted.
      for (std::size_t i = before + 1; i + 1 < out.tokens.tokens.size(); ++i) {
        const auto& token = out.tokens.tokens[i];
        if (token.kind == TokenKind::punctuation && out.tokens.norm(token) == ".") split_before(i + 1);
      }
    }
    close_sentence();
  }

  // Ends the present sentence before token `at`.
  void split_before(std::size_t at) {
    auto& t = out.tokens;
    if (at <= sentence_first || at > t.tokens.size()) return;
    t.sentences.push_back({t.tokens[sentence_first].span.begin, t.tokens[at - 1].span.end});
    t.clauses.push_back({static_cast<std::uint32_t>(sentence_first), static_cast<std::uint32_t>(at), Connective::none});
    sentence_first = at;
  }

  // The keys: every token but the hyphen inside a word, so that "check-in" is looked up as "check in".
  void keys() {
    const auto& tokens = out.tokens.tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto norm = out.tokens.norm(tokens[i]);
      const bool hyphen = norm == "-" && tokens[i].has(TokenFlag::glued) && i + 1 < tokens.size() && tokens[i + 1].has(TokenFlag::glued);
      if (hyphen) continue;
      const auto key = base::hash(norm);
      out.keys.push_back(key < 8 ? key + 8 : key);
      out.key_token.push_back(static_cast<std::uint32_t>(i));
    }
    out.key_token.push_back(static_cast<std::uint32_t>(tokens.size()));
  }
};

void Tokenizer::tokenize(std::string_view text, Scratch& scratch, Document& out) const {
  out.clear();
  out.tokens.invalid_bytes = scratch.breaker.words(text, scratch.pieces);
  Run run{.self = *this, .text = text, .scratch = scratch, .out = out};
  run.go();
  run.keys();
}

}  // namespace pluim::tokenize

namespace pluim {

std::string_view to_string(TokenKind kind) noexcept {
  const auto i = static_cast<std::size_t>(kind);
  return i < tokenize::kind_names.size() ? tokenize::kind_names[i] : std::string_view{};
}

std::string_view to_string(TokenFlag flag) noexcept {
  switch (flag) {
    case TokenFlag::capitalized: return "capitalized";
    case TokenFlag::all_caps: return "all_caps";
    case TokenFlag::elongated: return "elongated";
    case TokenFlag::elision: return "elision";
    case TokenFlag::glued: return "glued";
  }
  return {};
}

std::string_view to_string(Connective connective) noexcept {
  constexpr std::array<std::string_view, 9> names = {"none", "addition", "contrast", "concession", "condition", "cause", "sequence", "comparison", "irrealis"};
  const auto i = static_cast<std::size_t>(connective);
  return i < names.size() ? names[i] : std::string_view{};
}

void boundaries(std::string_view text, BoundaryLevel level, std::vector<std::uint32_t>& out) {
  unicode::Breaker breaker;
  if (level == BoundaryLevel::word) {
    std::vector<unicode::Piece> pieces;
    breaker.words(text, pieces);
    out.push_back(0);
    for (const auto& piece : pieces) out.push_back(piece.end);
    return;
  }
  std::vector<std::uint32_t> found;
  if (level == BoundaryLevel::sentence) breaker.sentences(text, found);
  else breaker.graphemes(text, found);
  out.insert(out.end(), found.begin(), found.end());
}

}  // namespace pluim
