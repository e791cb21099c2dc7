// service [--port N] [--host ADDRESS] [--model FILE] [--max-body BYTES] [--timeout SECONDS]: reviews in, answers out, by HTTP.
//
//   POST /analyze   a record as JSON: its answer; an array: an array; several records behind each other (JSONL): JSONL.
//                   ?offsets=code_point or utf16: the unit of the spans, else bytes. A broken record refuses the whole body
//                   with 400 and the byte where it went wrong.
//   GET /health     200 as long as it serves, with the model's version
//   GET /metrics    the text form of Prometheus
//   POST /reload    takes the model anew, as SIGHUP does; requests under way keep the model that they began with. A model
//                   that does not load leaves the one that serves. Replace the file by rename, never in place.
//
// SIGTERM and SIGINT: no new connections, what is under way is answered, exit 0. It binds 127.0.0.1 and knows no users:
// whatever lets others in (--host, a proxy) has to see to who may call, and above all who may call /reload.
#include <httplib.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <pluim/pluim.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::string host = "127.0.0.1";
  int port = 8080;    // 0: any free one, which the first line of output names
  std::string model;  // empty: the one built in
  std::size_t max_body = std::size_t{4} << 20;
  unsigned timeout = 10;  // seconds for a body to arrive and for an answer to leave
};

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 7> escaped{};
      std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(c));
      out += escaped.data();
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string error_json(std::string_view code, std::string_view message, std::optional<std::uint64_t> offset = {}) {
  auto out = "{\"error\":{\"code\":" + json_string(code) + ",\"message\":" + json_string(message);
  if (offset) out += ",\"offset\":" + std::to_string(*offset);
  return out + "}}\n";
}

std::string_view reason(int status) {
  switch (status) {
    case 404: return "not_found";
    case 408: return "timeout";
    case 413: return "too_large";
    default: return status >= 500 ? "internal" : "bad_request";
  }
}

// ── the model, exchanged while it is used ──────────────────────────────────────────────────────────────────────────────

class Models {
 public:
  explicit Models(std::string path) : path_(std::move(path)) {}
  // Holds the old model until the new one has passed its self-test; one reload at a time.
  pluim::Status reload() {
    const std::scoped_lock lock(one_);
    auto loaded = path_.empty() ? pluim::Analyzer::embedded() : pluim::Analyzer::load(path_);
    if (!loaded) return std::move(loaded).error();
    current_.store(std::make_shared<const pluim::Analyzer>(std::move(*loaded)));
    ++loads;
    return pluim::ok();
  }
  [[nodiscard]] std::shared_ptr<const pluim::Analyzer> current() const { return current_.load(); }

  std::atomic<std::uint64_t> loads{0}, failures{0};

 private:
  std::string path_;
  std::mutex one_;
  std::atomic<std::shared_ptr<const pluim::Analyzer>> current_;
};

// ── what it counts ─────────────────────────────────────────────────────────────────────────────────────────────────────

struct Metrics {
  static constexpr std::array codes{200, 400, 404, 408, 413, 500};
  static constexpr std::array bounds{0.001, 0.005, 0.025, 0.1, 0.5, 2.5};  // seconds
  std::array<std::atomic<std::uint64_t>, codes.size() + 1> responses{};    // the last: every other code
  std::array<std::atomic<std::uint64_t>, bounds.size() + 1> durations{};
  std::atomic<std::uint64_t> microseconds{0}, reviews{0}, bytes{0};

  void response(int status) {
    const auto* at = std::find(codes.begin(), codes.end(), status);
    ++responses[static_cast<std::size_t>(at - codes.begin())];
  }
  void analyzed(std::size_t records, std::size_t body, Clock::duration took) {
    const auto seconds = std::chrono::duration<double>(took).count();
    ++durations[static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin())];
    microseconds += static_cast<std::uint64_t>(seconds * 1e6);
    reviews += records;
    bytes += body;
  }
  [[nodiscard]] std::string text(const Models& models) const {
    std::string out;
    const auto head = [&](std::string_view name, std::string_view type, std::string_view help) {
      out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
    };
    const auto line = [&](std::string_view name, const auto& value) {
      out.append(name).append(" ").append(std::to_string(value)).append("\n");
    };
    head("pluim_responses_total", "counter", "Responses by status.");
    for (std::size_t i = 0; i < responses.size(); ++i)
      line("pluim_responses_total{code=\"" + (i < codes.size() ? std::to_string(codes[i]) : "other") + "\"}", responses[i].load());
    head("pluim_reviews_total", "counter", "Reviews that were analysed.");
    line("pluim_reviews_total", reviews.load());
    head("pluim_body_bytes_total", "counter", "Bytes of the bodies that were analysed.");
    line("pluim_body_bytes_total", bytes.load());
    head("pluim_analyze_seconds", "histogram", "From the whole body to its answer.");
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < durations.size(); ++i) {
      sum += durations[i];
      std::array<char, 16> bound{'+', 'I', 'n', 'f'};
      if (i < bounds.size()) std::snprintf(bound.data(), bound.size(), "%g", bounds[i]);
      line("pluim_analyze_seconds_bucket{le=\"" + std::string(bound.data()) + "\"}", sum);
    }
    line("pluim_analyze_seconds_sum", static_cast<double>(microseconds.load()) / 1e6);
    line("pluim_analyze_seconds_count", sum);
    head("pluim_model_loads_total", "counter", "Models taken into use.");
    line("pluim_model_loads_total", models.loads.load());
    head("pluim_model_load_failures_total", "counter", "Models that did not load.");
    line("pluim_model_load_failures_total", models.failures.load());
    const auto analyzer = models.current();
    head("pluim_model_info", "gauge", "The model that serves.");
    out += "pluim_model_info{library=\"" + std::string(pluim::version()) + "\",name=" + json_string(analyzer->info().name) +
           ",version=" + json_string(analyzer->info().version) + ",fingerprint=\"" + std::to_string(analyzer->info().fingerprint) +
           "\"} 1\n";
    return out;
  }
};

// ── bodies ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

struct Refusal {
  std::string message;
  std::uint64_t offset;
};

// Cuts a body into its records: one object, objects behind each other, or an array of objects. What is inside an object is
// Record::parse()'s to judge; here only its end is looked for.
class Records {
 public:
  explicit Records(std::string_view body) : body_(body) {
    skip_space();
    array_ = at_ < body_.size() && body_[at_] == '[';
    if (array_) ++at_;
  }
  [[nodiscard]] bool array() const { return array_; }
  [[nodiscard]] std::size_t begin() const { return begin_; }
  // The next record, or nothing at the end; throws Refusal.
  std::optional<std::string_view> next() {
    skip_space();
    if (array_ && !closed_) {
      if (at_ < body_.size() && body_[at_] == ']' && !after_comma_) {
        closed_ = true;
        ++at_;
        skip_space();
      } else if (!first_ && !after_comma_) {
        if (at_ >= body_.size() || body_[at_] != ',') throw Refusal{"a comma or the end of the array is missing", at_};
        ++at_;
        after_comma_ = true;
        return next();
      }
    }
    if (at_ >= body_.size()) {
      if (array_ && !closed_) throw Refusal{"the array is never closed", at_};
      if (first_ && !array_) throw Refusal{"the body is empty", 0};
      return std::nullopt;
    }
    if (closed_) throw Refusal{"there is something behind the array", at_};
    if (body_[at_] != '{') throw Refusal{"a record must be an object", at_};
    first_ = after_comma_ = false;
    begin_ = at_;
    int depth = 0;
    bool in_string = false;
    for (; at_ < body_.size(); ++at_) {
      const char c = body_[at_];
      if (in_string) {
        if (c == '\\')
          ++at_;
        else if (c == '"')
          in_string = false;
      } else if (c == '"') {
        in_string = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if ((c == '}' || c == ']') && --depth == 0) {
        return body_.substr(begin_, ++at_ - begin_);
      }
    }
    at_ = body_.size();  // cut off: let the parser say where
    closed_ = array_;
    return body_.substr(begin_);
  }

 private:
  void skip_space() { at_ = std::min(body_.find_first_not_of(" \t\r\n", at_), body_.size()); }
  std::string_view body_;
  std::size_t at_ = 0, begin_ = 0;
  bool array_ = false, first_ = true, after_comma_ = false, closed_ = false;
};

class Service {
 public:
  Service(const Options& options, Models& models) : options_(options), models_(models) {
    server_.set_read_timeout(options.timeout);
    server_.set_write_timeout(options.timeout);
    server_.set_keep_alive_timeout(2);  // so long an idle connection may hold up the end
    server_.set_payload_max_length(options.max_body);
    // The library's own choice is SO_REUSEPORT, with which a second service on the port would start and take half the requests.
    server_.set_socket_options([](socket_t socket) {
      const int on = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
    server_.Post("/analyze", [this](const auto& request, auto& response, const auto& reader) { analyze(request, response, reader); });
    server_.Post("/reload", [this](const auto&, auto& response) { reload(response); });
    server_.Get("/health", [this](const auto&, auto& response) {
      const auto analyzer = models_.current();
      response.set_content("{\"status\":\"ok\",\"model\":" + json_string(analyzer->info().version) + "}\n", "application/json");
    });
    server_.Get("/metrics",
                [this](const auto&, auto& response) { response.set_content(metrics_.text(models_), "text/plain; version=0.0.4"); });
    server_.set_error_handler([](const httplib::Request&, httplib::Response& response) {
      if (response.body.empty()) response.set_content(error_json(reason(response.status), "the request was refused"), "application/json");
    });
    server_.set_exception_handler([](const auto&, auto& response, std::exception_ptr) {
      response.status = 500;
      response.set_content(error_json("internal", "the request failed"), "application/json");
    });
    server_.set_logger([this](const auto&, const auto& response) { metrics_.response(response.status); });
  }
  httplib::Server& server() { return server_; }

 private:
  static void refuse(httplib::Response& response, int status, std::string_view message, std::optional<std::uint64_t> offset = {}) {
    response.status = status;
    response.set_content(error_json(reason(status), message, offset), "application/json");
  }

  void analyze(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader& reader) {
    // The library's limits know the declared length and the time between two packets; these hold whatever is sent.
    const auto deadline = Clock::now() + std::chrono::seconds(options_.timeout);
    std::string body;
    bool too_large = false;
    bool late = false;
    const bool whole = reader([&](const char* data, std::size_t size) {
      late = Clock::now() > deadline;
      too_large = too_large || size > options_.max_body - body.size();
      // What is too much is read to its end and dropped: its bytes must not be taken for the next request.
      if (!too_large) body.append(data, size);
      return !late;
    });
    if (too_large || response.status == 413)
      return refuse(response, 413, "the body is larger than " + std::to_string(options_.max_body) + " bytes");
    if (late || (!whole && Clock::now() > deadline))
      return refuse(response, 408, "the body took longer than " + std::to_string(options_.timeout) + " seconds");
    if (!whole) return refuse(response, 400, "the body could not be read");

    pluim::JsonOptions json;
    if (request.has_param("offsets")) {
      const auto unit = pluim::offset_unit_from_string(request.get_param_value("offsets"));
      if (!unit) return refuse(response, 400, "offsets is byte, code_point or utf16");
      json.offsets = *unit;
    }
    const auto start = Clock::now();
    const auto analyzer = models_.current();  // this request's, whatever is loaded meanwhile
    thread_local pluim::Workspace workspace;
    thread_local pluim::Analysis analysis;
    std::string out;
    std::size_t count = 0;
    Records records(body);
    try {
      if (records.array()) out = "[";
      while (const auto text = records.next()) {
        const auto record = pluim::Record::parse(*text);
        if (!record) throw Refusal{record.error().message, records.begin() + record.error().offset.value_or(0)};
        analyzer->analyze(record->review(), {}, workspace, analysis);
        if (count++ > 0) out += records.array() ? ",\n" : "\n";
        pluim::append_json(out, *analyzer, *record, analysis, json);
      }
      out += records.array() ? "]\n" : "\n";
    } catch (const Refusal& refusal) {
      return refuse(response, 400, "record " + std::to_string(count + 1) + ": " + refusal.message, refusal.offset);
    }
    metrics_.analyzed(count, body.size(), Clock::now() - start);
    response.set_content(out, records.array() || count == 1 ? "application/json" : "application/x-ndjson");
  }

  void reload(httplib::Response& response) {
    if (const auto status = models_.reload(); !status) {
      ++models_.failures;
      response.status = 500;
      response.set_content(error_json(to_string(status.error().code), status.error().message), "application/json");
      return;
    }
    response.set_content("{\"status\":\"ok\",\"model\":" + json_string(models_.current()->info().version) + "}\n", "application/json");
  }

  Options options_;
  Models& models_;
  Metrics metrics_;
  httplib::Server server_;
};

std::optional<Options> parse(int argc, char** argv) {
  Options options;
  const auto number = [](std::string_view text, auto& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
  };
  for (int i = 1; i < argc; i += 2) {
    const std::string_view flag = argv[i];
    if (i + 1 == argc) return std::nullopt;
    const std::string_view value = argv[i + 1];
    if (flag == "--host")
      options.host = value;
    else if (flag == "--model")
      options.model = value;
    else if (flag == "--port" && number(value, options.port) && options.port >= 0 && options.port < 65536)
      continue;
    else if (flag == "--max-body" && number(value, options.max_body))
      continue;
    else if (flag == "--timeout" && number(value, options.timeout) && options.timeout > 0)
      continue;
    else
      return std::nullopt;
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = parse(argc, argv);
  if (!options) {
    std::fputs("usage: service [--port N] [--host ADDRESS] [--model FILE] [--max-body BYTES] [--timeout SECONDS]\n", stderr);
    return 2;
  }
  // Before any thread is there, so that all of them leave these signals to the one that waits for them.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int s : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, s);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  Models models(options->model);
  if (const auto status = models.reload(); !status) {
    std::fprintf(stderr, "service: %s\n", status.error().message.c_str());
    return 1;
  }
  Service service(*options, models);
  auto& server = service.server();
  const int port = options->port == 0                                  ? server.bind_to_any_port(options->host)
                   : server.bind_to_port(options->host, options->port) ? options->port
                                                                       : -1;
  if (port < 0) {
    std::fprintf(stderr, "service: cannot listen on %s:%d\n", options->host.c_str(), options->port);
    return 1;
  }
  std::atomic<bool> ended{false};
  std::thread waiter([&] {
    for (int signal = 0; sigwait(&signals, &signal) == 0;) {
      if (signal != SIGHUP) break;
      if (const auto status = models.reload(); !status) {
        ++models.failures;
        std::fprintf(stderr, "service: the old model stays: %s\n", status.error().message.c_str());
      }
    }
    // A signal may come before the loop runs, which stop() would then not see.
    while (!server.is_running() && !ended) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (!ended) server.stop();
  });
  std::printf("listening on http://%s:%d\n", options->host.c_str(), port);
  std::fflush(stdout);
  const bool clean = server.listen_after_bind();
  ended = true;
  pthread_kill(waiter.native_handle(), SIGTERM);  // if it still waits
  waiter.join();
  return clean ? 0 : 1;
}
