#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/mapped_file.hpp"
#include "support/texts.hpp"
#include "taxonomy/taxonomy_data.hpp"

namespace pluim {
namespace {

using taxonomy::Builder;
using testing::HasSubstr;
using testing::StartsWith;

const std::vector<std::pair<std::string, std::string>>& tables() {
  static const auto all = [] {
    const std::filesystem::path folder = PLUIM_SOURCE_DIR "/models/taxonomy";
    std::vector<std::string> names = {"domains.tsv", "departments.tsv", "stages.tsv", "labels.tsv",
                                      "hotel.tsv",   "restaurant.tsv",  "retail.tsv", "employer.tsv"};
    for (const auto& view : std::filesystem::directory_iterator(folder / "views"))
      names.push_back("views/" + view.path().filename().string());
    std::vector<std::pair<std::string, std::string>> contents;
    for (const auto& name : names) contents.emplace_back(name, base::read_file(folder / name).value());
    return contents;
  }();
  return all;
}

// The model's own taxonomy, and a user's file if there is one.
Result<Taxonomy> built(std::string_view user = {}, Builder&& builder = Builder()) {
  for (const auto& [name, content] : tables())
    if (auto status = builder.add(name, content, false); !status) return std::move(status).error();
  if (!user.empty())
    if (auto status = builder.add("mine.tsv", user, true); !status) return std::move(status).error();
  return builder.finish();
}

TEST(Taxonomy, HasItsFamiliesAndLeaves) {
  const auto t = built();
  ASSERT_TRUE(t) << t.error().message;
  const struct {
    std::string_view domain;
    int families, leaves;
  } cases[] = {{"hotel", 21, 144}, {"restaurant", 11, 74}, {"retail", 17, 97}, {"employer", 19, 62}};
  ASSERT_EQ(t->domain_count(), std::size(cases));
  for (const auto& c : cases) {
    const auto domain = t->find_domain(c.domain);
    ASSERT_TRUE(domain) << c.domain;
    EXPECT_EQ(t->domain_id(*domain), c.domain);
    int families = 0;
    int leaves = 0;
    for (std::size_t i = 0; i < t->size(); ++i) {
      const auto category = static_cast<Category>(i);
      if (t->in_domain(category, *domain)) ++(t->is_family(category) ? families : leaves);
    }
    EXPECT_EQ(families, c.families) << c.domain;
    EXPECT_EQ(leaves, c.leaves) << c.domain;
  }
}

TEST(Taxonomy, EveryCategoryIsWhole) {
  const auto t = built();
  ASSERT_TRUE(t);
  for (std::size_t i = 0; i < t->size(); ++i) {
    const auto category = static_cast<Category>(i);
    const auto id = t->id(category);
    EXPECT_EQ(t->find(id), category);
    const auto family = t->family(category);
    EXPECT_TRUE(t->is_family(family)) << id;
    EXPECT_EQ(t->id(family), id.substr(0, id.find('.'))) << id;
    for (const auto* language : {"en", "nl", "de", "fr", "es", "it"})
      EXPECT_FALSE(t->label(category, language).empty()) << id << ' ' << language;
    EXPECT_EQ(t->label(category, "xx"), t->label(category, "en")) << id;
    bool anywhere = false;
    for (std::size_t d = 0; d < t->domain_count(); ++d) {
      const auto domain = static_cast<Domain>(d);
      anywhere |= t->in_domain(category, domain);
      // A leaf stands in no domain that lacks its family.
      EXPECT_TRUE(!t->in_domain(category, domain) || t->in_domain(family, domain)) << id;
      const auto department = t->department(category, domain);
      if (department != Department::none) {
        EXPECT_EQ(t->find_department(t->department_id(department)), department) << id;
      }
    }
    EXPECT_TRUE(anywhere) << id;
  }
}

TEST(Taxonomy, AnswersEmptyToStrangers) {
  const auto t = built();
  ASSERT_TRUE(t);
  const auto stranger = static_cast<Category>(60000);
  const auto nowhere = static_cast<Domain>(200);
  const auto breakfast = *t->find("food_drink.breakfast");
  EXPECT_EQ(t->id(stranger), "");
  EXPECT_EQ(t->label(stranger, "en"), "");
  EXPECT_EQ(t->label(breakfast, ""), t->label(breakfast, "en"));
  EXPECT_FALSE(t->is_family(stranger));
  EXPECT_FALSE(t->in_domain(stranger, Domain{}));
  EXPECT_FALSE(t->in_domain(breakfast, nowhere));
  EXPECT_EQ(t->department(stranger, Domain{}), Department::none);
  EXPECT_EQ(t->department(breakfast, nowhere), Department::none);
  EXPECT_EQ(t->stage(stranger, nowhere), "");
  EXPECT_EQ(t->domain_id(nowhere), "");
  EXPECT_EQ(t->department_id(Department::none), "");
  EXPECT_EQ(t->department_id(static_cast<Department>(254)), "");
  EXPECT_EQ(t->bucket("no such view", breakfast), "");
  EXPECT_EQ(t->view_id(99), "");
  for (const auto& id : test::hostile_texts()) {
    EXPECT_FALSE(id != "a" && t->find(id)) << test::shown(id);
    EXPECT_FALSE(t->find_domain(id)) << test::shown(id);
    EXPECT_FALSE(t->find_department(id)) << test::shown(id);
    EXPECT_EQ(t->term(id, id, "nl"), "") << test::shown(id);
  }
}

TEST(Taxonomy, KnowsDepartmentsAndTerms) {
  const auto t = built();
  ASSERT_TRUE(t);
  const auto hotel = *t->find_domain("hotel");
  EXPECT_EQ(t->department_id(t->department(*t->find("food_drink.breakfast"), hotel)), "food_beverage");
  EXPECT_GE(t->department_count(), 5U);
  for (std::size_t i = 0; i < t->department_count(); ++i) {
    const auto id = t->department_id(static_cast<Department>(i));
    EXPECT_FALSE(t->term("department", id, "nl").empty()) << id;
    EXPECT_EQ(t->term("department", id, "xx"), t->term("department", id, "en")) << id;
  }
}

TEST(Taxonomy, ViewsHoldEveryCategory) {
  const auto t = built();
  ASSERT_TRUE(t);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < t->view_count(); ++i) names.emplace_back(t->view_id(i));
  EXPECT_THAT(names, testing::IsSupersetOf({"dalata4", "booking7", "glassdoor8", "opener10", "tripadvisor6", "amadeus11", "rsa"}));
  for (const auto& name : names)
    for (std::size_t i = 0; i < t->size(); ++i)
      EXPECT_FALSE(t->bucket(name, static_cast<Category>(i)).empty()) << name << ' ' << t->id(static_cast<Category>(i));
  EXPECT_EQ(t->bucket("dalata4", *t->find("food_drink.breakfast")), "food_drink_service");
  // A leaf written in full wins over its family.
  EXPECT_EQ(t->bucket("dalata4", *t->find("internet.tv")), "bedroom_facilities");
  EXPECT_NE(t->bucket("dalata4", *t->find("internet")), "bedroom_facilities");
}

TEST(UserTaxonomy, AddsALeaf) {
  Builder builder;
  const auto t = built(
      "@domain hotel\nid\tlike\ten\tnl\tcues.en\tcues.nl\nx.acme.oat\tfood_drink.breakfast\tOat milk\tHavermelk\toat milk;oat "
      "drink\thavermelk\n",
      std::move(builder));
  ASSERT_TRUE(t) << t.error().message;
  const auto leaf = t->find("x.acme.oat");
  ASSERT_TRUE(leaf);
  const auto hotel = *t->find_domain("hotel");
  const auto like = *t->find("food_drink.breakfast");
  EXPECT_FALSE(t->is_family(*leaf));
  EXPECT_EQ(t->id(t->family(*leaf)), "food_drink");
  EXPECT_EQ(t->department(*leaf, hotel), t->department(like, hotel));
  EXPECT_EQ(t->stage(*leaf, hotel), t->stage(like, hotel));
  EXPECT_TRUE(t->in_domain(*leaf, hotel));
  EXPECT_FALSE(t->in_domain(*leaf, *t->find_domain("retail")));
  EXPECT_EQ(t->label(*leaf, "nl"), "Havermelk");
  EXPECT_EQ(t->label(*leaf, "de"), "Oat milk");
  EXPECT_EQ(t->bucket("dalata4", *leaf), t->bucket("dalata4", t->family(like)));
}

TEST(UserTaxonomy, AddsADomain) {
  const auto t = built("@domain x.acme.cruise\nid\tdepartment\ten\ncabin\tx.acme.deck\tCabin\ncabin.berth\t\tBerth\nstaff\t\t\n");
  ASSERT_TRUE(t) << t.error().message;
  const auto cruise = t->find_domain("x.acme.cruise");
  ASSERT_TRUE(cruise);
  EXPECT_EQ(t->department_id(t->department(*t->find("cabin"), *cruise)), "x.acme.deck");
  EXPECT_EQ(t->department(*t->find("cabin.berth"), *cruise), Department::none);
  EXPECT_EQ(t->family(*t->find("cabin.berth")), *t->find("cabin"));
  EXPECT_TRUE(t->in_domain(*t->find("staff"), *cruise));
  EXPECT_FALSE(t->in_domain(*t->find("cabin"), *t->find_domain("hotel")));
}

TEST(UserTaxonomy, BrokenFilesNameTheirLine) {
  const std::string head = "@domain hotel\nid\tlike\ten\tcues.en\n";
  const std::pair<std::string, std::string_view> cases[] = {
      {head + "y.acme.a\n", "mine.tsv:3: 'y.acme.a' is not yours to add"},
      {head + "staff\n", "mine.tsv:3: 'staff' is not yours to add"},
      {head + "# fine\n\nx.acme.a\tno.such\n", "mine.tsv:5: 'no.such' in column 'like' is no category"},
      {head + "x.acme.a\tstaff\nx.acme.a\tstaff\n", "mine.tsv:4: 'x.acme.a' stands twice"},
      {head + "X.Acme\tstaff\n", "mine.tsv:3: 'X.Acme' is no id"},
      {head + "\tstaff\n", "mine.tsv:3: '' is no id"},
      {head + ".x\tstaff\n", "mine.tsv:3: '.x' is no id"},
      {head + "x.acme.a\tstaff\ta\tb\tc\td\n", "mine.tsv:3: has 6 cells for 4 columns"},
      {head + "x.acme.a\tstaff\tcaf\xC3\n", "mine.tsv:3: is not UTF-8"},
      {head + "@domain\n", "mine.tsv:3: expected '@domain <id>'"},
      {head + "@domain a b\n", "mine.tsv:3: expected '@domain <id>'"},
      {head + "@view hotel\n", "mine.tsv:3: expected '@domain <id>'"},
      {head + "@domain spaceship\n", "mine.tsv:3: domain 'spaceship' is not known"},
      {head + "@domain x.\n", "mine.tsv:3: 'x.' is no domain id"},
      {"id\tlike\nx.acme.a\tstaff\n", "mine.tsv:2: stands before any '@domain'"},
      {"@domain hotel\nid\tid\n", "mine.tsv:2: column 'id' stands twice"},
      {"@domain hotel\nid\tcolour\nx.acme.a\tred\n", "mine.tsv:2: does not know the column 'colour'"},
      {"@domain hotel\nlike\ten\n", "mine.tsv:2: has no column 'id'"},
      {"@domain hotel\nid\tstage\nx.acme.a\tmoon\n", "mine.tsv:3: 'moon' is no stage"},
      {"@domain hotel\nid\tdepartment\nx.acme.a\tNot An Id\n", "mine.tsv:3: 'Not An Id' is no department"},
      {"@domain x.acme.cruise\nid\ncabin.berth\n", "mine.tsv:3: 'cabin.berth' stands before its family 'cabin'"},
      {std::string("\0\n", 2), "mine.tsv:1: has no column 'id'"},
      {"\xFF", "mine.tsv:1: is not UTF-8"},
  };
  for (const auto& [content, message] : cases) {
    const auto t = built(content);
    ASSERT_FALSE(t) << test::shown(content);
    EXPECT_EQ(t.error().code, ErrorCode::invalid_table) << test::shown(content);
    EXPECT_THAT(t.error().message, StartsWith(message)) << test::shown(content);
    EXPECT_EQ(t.error().message.find('\n'), std::string::npos);
  }
}

TEST(UserTaxonomy, ThereIsRoomForThirtyTwoDomains) {
  std::string content = "id\n";
  for (int i = 0; i < 40; ++i) content += "@domain x.d" + std::to_string(i) + "\nthing" + std::to_string(i) + "\n";
  const auto t = built(content);
  ASSERT_FALSE(t);
  EXPECT_THAT(t.error().message, HasSubstr("at most 32 domains"));
}

TEST(TaxonomySection, RoundTrip) {
  bundle::SectionWriter out;
  taxonomy::write(tables(), out);
  const auto bytes = out.take();
  Builder builder;
  ASSERT_TRUE(taxonomy::read(bytes, builder));
  EXPECT_EQ(builder.finish().size(), built()->size());
  for (std::size_t size = 0; size < bytes.size(); size += size < 256 ? 8 : 997) {
    Builder half;
    EXPECT_FALSE(taxonomy::read(bundle::Bytes(bytes).first(size), half)) << size;
  }
}

}  // namespace
}  // namespace pluim
