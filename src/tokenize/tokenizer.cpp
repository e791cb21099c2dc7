#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "tokenize/token_patterns.hpp"
#include "tokenize/tokenize.hpp"
#include "unicode/fold.hpp"
#include "unicode/repair.hpp"

namespace pluim::tokenize {
namespace {

constexpr std::array<std::string_view, 17> kind_names = {"word",  "number",   "money",        "quantity",    "rating", "time",
                                                         "date",  "url",      "email",        "phone",       "handle", "hashtag",
                                                         "emoji", "emoticon", "abbreviation", "punctuation", "symbol"};

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_other_digit(char32_t c) noexcept {
  return (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9) || (c >= 0xFF10 && c <= 0xFF19);
}
// Scripts that put no space between words: what follows there says nothing about the end of a number or unit.
bool is_unspaced(char32_t c) noexcept {
  const auto s = unicode::script(c);
  return s == unicode::Script::han || s == unicode::Script::kana || s == unicode::Script::hangul || s == unicode::Script::thai;
}

// A number, unit or address does not end inside a word or a number.
bool ends_well(std::string_view text, std::size_t end) {
  if (end >= text.size()) return true;
  const char32_t next = base::decode(text, end).code_point;
  const auto last = static_cast<unsigned char>(text[end - 1]);
  if (is_digit(text[end]) || is_other_digit(next))
    return !is_digit(text[end - 1]) && last < 0x80 && !((last | 0x20) >= 'a' && (last | 0x20) <= 'z');
  if (next == U'²' || next == U'³') return false;
  return !unicode::is_letter(next) || is_unspaced(next) || !(is_digit(text[end - 1]) || (last | 0x20) >= 'a' || last >= 0x80);
}

}  // namespace

Tokenizer::Tokenizer()
    : numbers_(number_patterns()), addresses_(address_patterns()), emoticons_(emoticon_patterns()), tags_(tag_patterns()) {}

// One text's run; holds what the steps share.
struct Tokenizer::Run {
  const Tokenizer& self;
  std::string_view text;
  Scratch& scratch;
  Document& out;
  std::size_t piece = 0;       // the next piece
  std::uint32_t last_end = 0;  // end of the token before
  std::size_t sentence_first = 0;
  int open_brackets = 0;  // in the present sentence

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
    // A mark at the end that closes a quotation is none of an abbreviation.
    const bool quoted = as_written.ends_with('\'') && begin > 0 && text[begin - 1] == '\'';
    if (kind == TokenKind::word && flags == 0 && !quoted) token.kind = kind = word_kind(as_written, out.tokens.norm(token));
    const auto set = [&](TokenFlag flag) { token.flags = static_cast<std::uint8_t>(token.flags | static_cast<std::uint8_t>(flag)); };
    if (shape.letters >= 2 && shape.upper == shape.letters)
      set(TokenFlag::all_caps);
    else if (shape.first_upper)
      set(TokenFlag::capitalized);
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
    if ((first < 0x80 && is_digit(static_cast<char>(first))) || is_other_digit(first)) {
      set = &self.numbers_;
    } else if (first == U'€' || first == U'$' || first == U'£' || first == U'¥' || (first >= 0x20A0 && first <= 0x20BF) || first == U'฿') {
      set = &self.numbers_;
    } else if ((first == U'+' || first == U'(' || first == U'%') && !after_word && at + 1 < text.size() && is_digit(text[at + 1])) {
      set = &self.numbers_;
    } else if ((first == U'#' || first == U'@') && !after_word) {
      set = &self.addresses_;
    } else if (first == U':' || first == U';' || first == U'=' || first == U'<' || first == U'^' || first == U'(' || first == U')' ||
               first == U'-') {
      set = &self.emoticons_;
    } else if (first == U'&') {
      // "&euro; 25", "&lt;3"
      const auto meant = unicode::artefact_at(text, at).code_point;
      if (meant == U'€' || meant == U'£') set = &self.numbers_;
      if (meant == U'<') set = &self.emoticons_;
    } else if (first == U'★' || first == U'⭐' || first == U'☆') {
      set = &self.numbers_;
    } else if (first == U'm' && at + 1 < text.size() && text[at + 1] == '(') {
      set = &self.emoticons_;
    } else if (wordlike && first < 0x80) {
      if (may_be_address(at))
        set = &self.addresses_;
      else if (may_be_code(at))
        set = &self.numbers_;
    }
    if (set == nullptr) return false;
    const auto found = set->match(text, at, set == &self.emoticons_ ? nullptr : &ends_well);
    if (!found) return false;
    auto end = at + static_cast<std::uint32_t>(found->size);
    auto kind = static_cast<TokenKind>(found->id);
    while (kind == TokenKind::url && end > at + 1 && std::string_view(".,;:!?'").find(text[end - 1]) != std::string_view::npos) --end;
    if (kind == TokenKind::number) number(at, end, kind);
    emit(at, end, kind);
    skip_to(end);
    return true;
  }

  // A bare number: "kl. 22.30" is a time, and "im 3. Stock" or "1. Bad" at a line's start takes its point along.
  void number(std::uint32_t at, std::uint32_t& end, TokenKind& kind) const {
    const auto& tokens = out.tokens.tokens;
    const auto digits = text.substr(at, end - at);
    const auto before = tokens.empty() ? std::string_view{} : out.tokens.norm(tokens.back());
    const bool starts = tokens.size() == sentence_first;
    if (digits.size() >= 4 && digits[digits.size() - 3] == '.' && digits.size() <= 5 && announces_time(before)) kind = TokenKind::time;
    if (digits.size() > 2 || end + 2 >= text.size() || text[end] != '.' || text[end + 1] != ' ') return;
    const auto next = base::decode(text, end + 2).code_point;
    if (!unicode::is_letter(next)) return;
    if (starts || announces_ordinal(before) || !unicode::is_upper(next)) ++end;
  }

  // A currency's code before an amount: "EUR 20", "R$ 120".
  [[nodiscard]] bool may_be_code(std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && end < at + 3 && ((text[end] | 0x20) >= 'a' && (text[end] | 0x20) <= 'z')) ++end;
    if (end == at + 1 && text[at] == 'R' && end < text.size() && text[end] == '$') return true;
    auto digit = end;
    if (digit < text.size() && text[digit] == '.') ++digit;
    if (digit < text.size() && text[digit] == ' ') ++digit;
    if (end < at + 2 || digit >= text.size() || !is_digit(text[digit])) return false;
    scratch.word.clear();
    unicode::WordShape shape;
    unicode::append_norm(text.substr(at, end - at), scratch.word, shape);
    return is_currency_code(scratch.word);
  }

  // Cheap look ahead, so that plain words never reach the pattern matcher: http, www, an '@' or a point before the next space.
  [[nodiscard]] bool may_be_address(std::size_t at) const {
    const auto rest = text.substr(at, 64);
    const auto lower = [](char c) { return static_cast<char>(c | 0x20); };
    if (rest.size() > 4 && ((lower(rest[0]) == 'h' && lower(rest[1]) == 't' && lower(rest[2]) == 't' && lower(rest[3]) == 'p') ||
                            (lower(rest[0]) == 'w' && lower(rest[1]) == 'w' && lower(rest[2]) == 'w' && rest[3] == '.')))
      return true;
    bool dot = false;  // one with something on either side
    for (std::size_t i = 0; i < rest.size(); ++i) {
      const char c = rest[i];
      if (c == '@') return true;
      const bool local = is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
      if (!local) break;
      dot |= c == '.' && i > 0 && i + 1 < rest.size() && lower(rest[i + 1]) >= 'a' && lower(rest[i + 1]) <= 'z';
    }
    return dot;
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
    if (const auto next = elision_by_artefact(begin, end); next > begin) return next;
    for (std::size_t i = 0; i < rest.size() && i < 7; ++i) {
      const bool curly = rest.substr(i).starts_with("\xE2\x80\x99");
      if (rest[i] != '\'' && !curly) continue;
      const auto size = i + (curly ? 3 : 1);
      scratch.word.clear();
      unicode::WordShape shape;
      unicode::append_norm(rest.substr(0, i), scratch.word, shape);
      const auto after = rest.substr(size);
      const bool long_enough = after.size() >= 2 || after == "y" || after == "a" || after == "e" || after == "o";
      if (!is_elision(scratch.word) || !long_enough || !letter_at(begin + size) || after == "hui") return begin;
      const auto next = begin + static_cast<std::uint32_t>(size);
      emit(begin, next, TokenKind::word, static_cast<std::uint8_t>(TokenFlag::elision));
      return next;
    }
    return begin;
  }

  // l&#39;hôtel, lâ€™hôtel: the same where a scraper left something else of the apostrophe, which begins behind the piece or
  // with its last letter.
  std::uint32_t elision_by_artefact(std::uint32_t begin, std::uint32_t end) {
    if (end >= text.size() || end - begin > 9) return begin;
    const bool misread = end - begin > 2 && text.substr(end - 2, 2) == "â";
    if (text[end] != '&' && !misread) return begin;
    const auto at = misread ? end - 2 : end;
    const auto artefact = unicode::artefact_at(text, at);
    if (artefact.size == 0 || (artefact.code_point != U'\'' && artefact.code_point != U'\u2019')) return begin;
    const auto next = at + static_cast<std::uint32_t>(artefact.size);
    if (!letter_at(next) && !(next < text.size() && unicode::is_letter(unicode::artefact_at(text, next).code_point))) return begin;
    scratch.word.clear();
    unicode::WordShape shape;
    unicode::append_norm(text.substr(begin, at - begin), scratch.word, shape);
    if (!is_elision(scratch.word)) return begin;
    emit(begin, next, TokenKind::word, static_cast<std::uint8_t>(TokenFlag::elision));
    skip_to(next);
    return next;
  }

  // Emits up to and with the first point, or all if there is none: "z.B" and "e.g" are abbreviations, with the point behind
  // them; "booking.com" is an address; "schoon.De" two words. Returns where the rest begins.
  std::uint32_t dotted(std::uint32_t begin, std::uint32_t end) {
    constexpr std::size_t longest = 64;  // of an abbreviation or address; a longer piece is words that lost their spaces
    const auto rest = text.substr(begin, end - begin);
    const auto dot = rest.find('.');
    if (dot == std::string_view::npos) {
      return plain(begin, end);
    }
    if (rest.size() <= longest) {
      // Parts of one or two characters, or of capitals without a vowel: "TP.HCM", not "BAD.WIFI".
      bool short_parts = true;
      bool acronym = true;
      bool vowel = false;
      std::size_t part = 0;
      for (const char c : rest) {
        if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;
        part = c == '.' ? 0 : part + 1;
        vowel = c != '.' && (vowel || std::string_view("AEIOUY").find(c) != std::string_view::npos);
        acronym = acronym && part <= 4 && (c == '.' || (c >= 'A' && c <= 'Z')) && !(part > 2 && vowel);
        if (part > 2) short_parts = false;
      }
      short_parts |= acronym;
      scratch.word.clear();
      unicode::WordShape shape;
      unicode::append_norm(rest, scratch.word, shape);
      if (short_parts || is_abbreviation(scratch.word)) {
        const std::uint32_t point = end < text.size() && text[end] == '.' ? 1 : 0;
        emit(begin, end + point, TokenKind::abbreviation);
        skip_to(end + point);
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
      // "z. B.", "d. h.": two letters with points and a space between.
      if (shape.letters == 1 && piece_text.size() == 1 && end + 3 < text.size() && text[end + 1] == ' ' && letter_at(end + 2) &&
          text[end + 3] == '.') {
        emit(begin, end + 4, TokenKind::abbreviation);
        skip_to(end + 4);
        return end + 4;
      }
      // "Zimmer m. Balkon": a lone consonant before another word. Lone vowels are words.
      const bool lone = piece_text.size() == 1 && std::string_view("dfghjklmnpqrstvwxz").find(piece_text[0]) != std::string_view::npos &&
                        end + 2 < text.size() && text[end + 1] == ' ' && letter_at(end + 2);
      if (initial || lone || is_abbreviation(scratch.word)) {
        emit(begin, end + 1, TokenKind::abbreviation);
        skip_to(end + 1);
        return end + 1;
      }
    }
    if (const auto joined = with_tail(begin, end); joined > end) return joined;
    if (piece_text == "xD" || piece_text == "XD") {
      emit(begin, end, TokenKind::emoticon);
      return end;
    }
    // "perche'", "po'": an accent typed as an apostrophe.
    if (end < text.size() && text[end] == '\'' && (end + 1 == text.size() || !letter_at(end + 1)) && piece_text.size() <= 16) {
      scratch.word.clear();
      unicode::WordShape shape;
      unicode::append_norm(piece_text, scratch.word, shape);
      if (takes_apostrophe(scratch.word)) {
        emit(begin, end + 1, TokenKind::word);
        skip_to(end + 1);
        return end + 1;
      }
    }
    emit(begin, end, TokenKind::word);
    return end;
  }

  // "WC:ssä", "TV:n", "t/m": one word with a mark inside. Emits it and returns its end, or `end` if there is none.
  std::uint32_t with_tail(std::uint32_t begin, std::uint32_t end) {
    if (end + 1 >= text.size() || (text[end] != ':' && text[end] != '/') || piece + 1 >= scratch.pieces.size()) return end;
    const auto& mark = scratch.pieces[piece];
    const auto& tail = scratch.pieces[piece + 1];
    if (mark.begin != end || mark.end != end + 1 || !tail.wordlike || tail.end - tail.begin > 6) return end;
    scratch.word.clear();
    unicode::WordShape shape;
    auto kind = TokenKind::word;
    if (text[end] == '/') {
      if (end - begin != 1 || tail.end - tail.begin != 1) return end;
      unicode::append_norm(text.substr(begin, 3), scratch.word, shape);
      if (!is_slashed(scratch.word)) return end;
      kind = TokenKind::abbreviation;
    } else {
      unicode::append_norm(text.substr(begin, end - begin), scratch.word, shape);
      if (shape.letters < 2 || shape.upper != shape.letters) return end;
      if (!is_case_ending(text.substr(tail.begin, tail.end - tail.begin))) return end;
    }
    const auto to = tail.end;
    emit(begin, to, kind);
    skip_to(to);
    return to;
  }

  // "すごーーーい", "มากกกก": a letter drawn out leads the dictionary astray, so that it is asked again without. Joins the tokens
  // before and the pieces behind to the word that it finds. Cost: a short stretch is read again.
  bool drawn_out(std::uint32_t at, char32_t letter) {
    if (letter != U'ー' && unicode::script(letter) != unicode::Script::thai) return false;
    constexpr std::uint32_t reach = 48;  // bytes on either side
    const auto written = text.substr(at, 3);
    if (text.substr(at + 3, 3) != written && (at < 3 || text.substr(at - 3, 3) != written)) return false;
    std::uint32_t first = at;
    std::uint32_t last = at + 3;
    while (last + 3 <= text.size() && text.substr(last, 3) == written) last += 3;
    auto& tokens = out.tokens.tokens;
    const auto joins = [&](std::string_view word) {
      const auto s = unicode::script(base::decode(word, 0).code_point);
      return letter == U'ー' ? s == unicode::Script::kana || s == unicode::Script::han : s == unicode::Script::thai;
    };
    auto left = at;
    for (auto t = tokens.size(); t > sentence_first && at - tokens[t - 1].span.begin <= reach; --t) {
      const auto& token = tokens[t - 1];
      if (token.kind != TokenKind::word || token.span.end != left || !joins(slice(text, token.span))) break;
      left = token.span.begin;
    }
    while (first >= left + 3 && text.substr(first - 3, 3) == written) first -= 3;
    if (last - first < 9) return false;
    auto right = last;
    for (auto p = piece; p < scratch.pieces.size() && scratch.pieces[p].end <= last + reach; ++p) {
      const auto& behind = scratch.pieces[p];
      if (behind.end <= last) continue;
      if (!behind.wordlike || !joins(text.substr(behind.begin, behind.end - behind.begin))) break;
      right = behind.end;
    }
    const auto kept = letter == U'ー' ? std::string_view{} : written;
    scratch.word.assign(text.substr(left, first - left)).append(kept).append(text.substr(last, right - last));
    const auto middle = first - left;  // where it was in that
    const auto cut = static_cast<std::uint32_t>(last - first - kept.size());
    std::vector<std::uint32_t> bounds;
    scratch.breaker.words_by_icu(scratch.word, bounds);
    std::uint32_t begin = first;
    std::uint32_t end = last;
    for (std::size_t b = 0; b + 1 < bounds.size(); ++b) {
      const auto from = bounds[b];
      const auto to = bounds[b + 1];
      if (kept.empty() ? from < middle && to >= middle : from <= middle && to > middle) {
        begin = left + from;
        end = std::max(left + to + cut, last);
        break;
      }
    }
    while (tokens.size() > sentence_first && tokens.back().span.end > begin) {
      begin = std::min(begin, tokens.back().span.begin);
      out.tokens.norms.resize(tokens.back().norm.begin);
      tokens.pop_back();
    }
    last_end = tokens.empty() ? 0 : tokens.back().span.end;
    emit(begin, end, TokenKind::word);
    skip_to(end);
    return true;
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
    emit(at, end,
         artefact.code_point < 0x80 || (artefact.code_point >= 0x2010 && artefact.code_point <= 0x2027) ? TokenKind::punctuation
                                                                                                        : TokenKind::symbol);
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

  // 's avonds, 't, 'ne: an apostrophe before a lone letter or what is left of an article belongs to it.
  bool clipped(std::uint32_t begin, std::uint32_t end) {
    if (piece >= scratch.pieces.size() || scratch.pieces[piece].begin != end) return false;
    if (begin > 0 && text[begin - 1] != ' ' && text[begin - 1] != '\n') return false;
    const auto to = scratch.pieces[piece].end;
    const bool letter = to == end + 1 && std::string_view("stnkmr").find(text[end]) != std::string_view::npos;
    const bool article = is_clipped_article(text.substr(end, to - end)) && (to == text.size() || text[to] == ' ');
    if (!letter && !article) return false;
    emit(begin, to, TokenKind::word);
    ++piece;
    return true;
  }

  // "Понравилось)": a bracket that closes nothing is a smile where Cyrillic is written; not behind "1" or "а", which number a list.
  [[nodiscard]] bool smiles(std::uint32_t begin) const {
    const auto& tokens = out.tokens.tokens;
    if (open_brackets > 0 || begin != last_end) return false;
    auto t = tokens.size();
    while (t > sentence_first && tokens.size() - t < 4 &&
           (tokens[t - 1].kind == TokenKind::punctuation || tokens[t - 1].kind == TokenKind::emoticon))
      --t;
    if (t == sentence_first || tokens[t - 1].span.size() <= 2) return false;
    return unicode::script(base::decode(text, tokens[t - 1].span.begin).code_point) == unicode::Script::cyrillic;
  }

  void other(std::uint32_t begin, std::uint32_t end, char32_t first) {
    const auto piece_text = text.substr(begin, end - begin);
    // "#️⃣": a keycap.
    if (unicode::is_emoji(first) || (first < 0x80 && piece_text.ends_with("\u20E3"))) {
      emit(begin, end, TokenKind::emoji);
      return;
    }
    if (first == U'(') ++open_brackets;
    if (first == U')') {
      if (smiles(begin)) return emit(begin, end, TokenKind::emoticon);
      open_brackets = std::max(0, open_brackets - 1);
    }
    if ((piece_text == "'" || piece_text == "\xE2\x80\x99" || piece_text == "\xE2\x80\x98" || piece_text == "`") && clipped(begin, end))
      return;
    const auto is_punctuation = [](char32_t c) {
      if (c < 0x80) return std::string_view("!\"#%&'()*,-./:;?@[\\]_{}").find(static_cast<char>(c)) != std::string_view::npos;
      return (c >= 0x2010 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205E) || (c >= 0x3001 && c <= 0x3011) || c == 0xA1 || c == 0xBF ||
             c == 0xAB || c == 0xBB || (c >= 0xFF01 && c <= 0xFF0F) || c == 0xFF1A || c == 0xFF1B || c == 0xFF1F || c == 0x60C ||
             c == 0x61B || c == 0x61F || c == 0xB7 || c == 0x37E;
    };
    emit(begin, end, is_punctuation(first) ? TokenKind::punctuation : TokenKind::symbol);
  }

  // Whether the token ends a sentence, whatever follows: ! ? … and their like.
  static bool ends_sentence(std::string_view norm) noexcept {
    return norm == "!" || norm == "?" || norm == "." || norm == "…" || norm == "。" || norm == "！" || norm == "？" || norm == "؟" ||
           norm == "।";
  }

  [[nodiscard]] bool three_dots_before(std::size_t at) const {
    const auto& t = out.tokens;
    if (at >= 1 && t.norm(t.tokens[at - 1]) == "…") return true;
    return at >= 3 && t.norm(t.tokens[at - 1]) == "." && t.norm(t.tokens[at - 2]) == "." && t.norm(t.tokens[at - 3]) == ".";
  }

  void close_sentence() {
    auto& t = out.tokens;
    if (sentence_first >= t.tokens.size()) return;
    t.sentences.push_back({t.tokens[sentence_first].span.begin, t.tokens.back().span.end});
    t.clauses.push_back({static_cast<std::uint32_t>(sentence_first), static_cast<std::uint32_t>(t.tokens.size()), Connective::none});
    sentence_first = t.tokens.size();
    open_brackets = 0;
  }

  // A mark that ends a sentence; in Greek ";" asks.
  [[nodiscard]] bool ends_here(std::size_t at) const {
    const auto& tokens = out.tokens.tokens;
    if (tokens[at].kind != TokenKind::punctuation) return false;
    const auto norm = out.tokens.norm(tokens[at]);
    if (norm == ";")
      return at > sentence_first && unicode::script(base::decode(text, tokens[at - 1].span.begin).code_point) == unicode::Script::greek;
    return ends_sentence(norm);
  }

  // "9 a.m. The taxi", "soap etc. The": the point of what stands before `at` ends the sentence too. Days take a capital within one.
  [[nodiscard]] bool point_ends_before(std::size_t at) const {
    const auto& tokens = out.tokens.tokens;
    if (at <= sentence_first || tokens[at].kind != TokenKind::word) return false;
    const auto& before = tokens[at - 1];
    if (before.kind != TokenKind::time && before.kind != TokenKind::abbreviation) return false;
    const auto norm = out.tokens.norm(before);
    const bool may_end = before.kind == TokenKind::time ? norm.ends_with(".m.") : closes_list(norm);
    return may_end && unicode::is_upper(base::decode(text, tokens[at].span.begin).code_point) &&
           !out.tokens.norm(tokens[at]).ends_with("day");
  }

  void go() {
    auto& pieces = scratch.pieces;
    bool ended = false;   // the last token ends a sentence, unless more of its kind follow
    bool closed = false;  // … and a bracket or quote was closed since
    while (piece < pieces.size()) {
      const auto p = pieces[piece];
      const auto d = base::decode(text, p.begin);
      if (!d.valid && p.end == p.begin + d.size) {
        ++piece;
        continue;
      }
      if (unicode::is_space(d.code_point)) {
        // A line break ends a sentence: lists, addresses, bullets.
        if (text.substr(p.begin, p.end - p.begin).find_first_of("\n\r") != std::string_view::npos || d.code_point == 0x2028 ||
            d.code_point == 0x2029) {
          close_sentence();
          ended = false;
        }
        ++piece;
        continue;
      }
      const std::size_t before = out.tokens.tokens.size();
      if (d.code_point == U'<' && tag(p.begin)) {
        if (out.tokens.tokens.size() == before) continue;
      } else if (pattern_at(p.begin, d.code_point, p.wordlike)) {
      } else if (d.code_point == U'&' && entity(p.begin)) {
        if (out.tokens.tokens.size() == before) continue;
      } else if (d.code_point < 0xE00 || !drawn_out(p.begin, d.code_point)) {
        ++piece;
        if (p.wordlike)
          word(p.begin, p.end);
        else
          other(p.begin, p.end, d.code_point);
      }
      if (!ended && out.tokens.tokens.size() > before && before > 0 && point_ends_before(before)) split_before(before);
      // A closing mark is known only once the next token is there: quotes, brackets and emoji still belong to it.
      if (ended && out.tokens.tokens.size() > before) {
        const auto& next = out.tokens.tokens[before];
        const auto norm = out.tokens.norm(next);
        const bool closes = norm == ")" || norm == "\"" || norm == "»" || norm == "”" || norm == "“" || norm == "'";
        const bool trails = ends_sentence(norm) || closes || next.kind == TokenKind::emoji || next.kind == TokenKind::emoticon;
        closed |= closes;
        if (!trails) {
          // "mooi... maar", "(heerlijk!) was": after dots or a closing mark a small letter goes on.
          const auto first = base::decode(text, next.span.begin).code_point;
          const bool goes_on = (closed || three_dots_before(before)) && unicode::is_letter(first) && !unicode::is_upper(first);
          if (!goes_on) split_before(before);
          ended = closed = false;
        }
      }
      if (!out.tokens.tokens.empty()) {
        if (ends_here(out.tokens.tokens.size() - 1)) ended = true;
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
    open_brackets = 0;
  }

  // The keys: every token but the hyphen inside a word, so that "check-in" is looked up as "check in". "'ne" has two, for its
  // mark and for "ne", as the lexicon's phrases have it.
  void keys() {
    const auto& tokens = out.tokens.tokens;
    const auto add = [&](std::string_view norm, std::size_t token) {
      const auto key = base::hash(norm);
      out.keys.push_back(key < 8 ? key + 8 : key);
      out.key_token.push_back(static_cast<std::uint32_t>(token));
    };
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto norm = out.tokens.norm(tokens[i]);
      const bool hyphen = norm == "-" && tokens[i].has(TokenFlag::glued) && i + 1 < tokens.size() && tokens[i + 1].has(TokenFlag::glued);
      if (hyphen) continue;
      if (norm.size() > 2 && norm[0] == '\'' && is_clipped_article(norm.substr(1))) {
        add(norm.substr(0, 1), i);
        add(norm.substr(1), i);
      } else {
        add(norm, i);
      }
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
  constexpr std::array<std::string_view, 9> names = {"none",  "addition", "contrast",   "concession", "condition",
                                                     "cause", "sequence", "comparison", "irrealis"};
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
  if (level == BoundaryLevel::sentence)
    breaker.sentences(text, found);
  else
    breaker.graphemes(text, found);
  out.insert(out.end(), found.begin(), found.end());
}

}  // namespace pluim
