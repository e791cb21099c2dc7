"""Cases that need more than arguments and files: pipes that close, terminals, thread counts, other programs."""
import gzip
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

REVIEWS = [
    {"id": "a", "text": "The room was dirty but Emma at reception was lovely."},
    {"id": "b", "liked": "Het ontbijt was heerlijk", "disliked": "veel te duur"},
    {"text": "Das Zimmer war laut. Le petit-déjeuner était très bon 😀."},
    {"id": 7, "text": ""},
]


def run(program, *args, stdin=b"", **more):
    return subprocess.run([program, *args], input=stdin, capture_output=True, timeout=300, **more)


def lines(count: int) -> bytes:
    out = []
    for i in range(count):
        review = dict(REVIEWS[i % len(REVIEWS)], n=i)
        out.append("oops" if i % 97 == 13 else json.dumps(review, ensure_ascii=i % 2 == 0))
    return ("\n".join(out) + "\n").encode()


def threads_make_no_difference(program, folder):
    (folder / "in.jsonl").write_bytes(lines(3000))
    answers = set()
    for threads in ("1", "2", "4", "0"):
        for form in ("jsonl", "csv"):
            done = run(program, "analyze", "-j", threads, "-f", form, "--keep", "n", "--rejects", f"r{threads}", "in.jsonl", cwd=folder)
            assert done.returncode == 1, done.stderr
            answers.add((form, done.stdout, (folder / f"r{threads}").read_bytes()))
    assert len(answers) == 2, "the answers depend on the number of threads"
    rejects = (folder / "r1").read_bytes().splitlines()
    assert len(rejects) == sum(1 for i in range(3000) if i % 97 == 13)


def the_way_in_makes_no_difference(program, folder):
    """A file, a pipe, a pipe that dribbles, gzip, zstd: one answer."""
    data = lines(400).replace(b"oops\n", b"")
    (folder / "in.jsonl").write_bytes(data)
    (folder / "in.jsonl.gz").write_bytes(gzip.compress(data))
    expected = run(program, "analyze", "in.jsonl", cwd=folder)
    assert expected.returncode == 0, expected.stderr
    assert run(program, "analyze", stdin=data).stdout == expected.stdout
    assert run(program, "analyze", "in.jsonl.gz", cwd=folder).stdout == expected.stdout
    assert run(program, "analyze", stdin=gzip.compress(data)).stdout == expected.stdout
    if shutil.which("zstd"):
        subprocess.run(["zstd", "-q", "in.jsonl"], cwd=folder, check=True)
        assert run(program, "analyze", "in.jsonl.zst", cwd=folder).stdout == expected.stdout
    child = subprocess.Popen([program, "analyze"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for at in range(0, 2000, 37):
        child.stdin.write(data[at : at + 37])
        child.stdin.flush()
    child.stdin.write(data[at + 37 :])
    out, _ = child.communicate()
    assert out == expected.stdout


def compressed_output_holds_the_same(program, folder):
    data = lines(300)
    plain = run(program, "analyze", stdin=data).stdout
    run(program, "analyze", "-o", "out.gz", stdin=data, cwd=folder)
    assert gzip.decompress((folder / "out.gz").read_bytes()) == plain
    if shutil.which("zstd"):
        run(program, "analyze", "-o", "out.zst", stdin=data, cwd=folder)
        assert subprocess.run(["zstd", "-dc", "out.zst"], cwd=folder, capture_output=True, check=True).stdout == plain


def truncated_data_is_told_and_what_came_before_answered(program, folder):
    data = b"".join(b'{"id":%d,"text":""}\n' % (i * 7919 % 100003) for i in range(20000))
    packed = {"a.jsonl.gz": gzip.compress(data)}
    if shutil.which("zstd"):
        packed["a.jsonl.zst"] = subprocess.run(["zstd", "-c"], input=data, capture_output=True, check=True).stdout
    for name, content in packed.items():
        (folder / name).write_bytes(content[: len(content) * 2 // 3])
        done = run(program, "analyze", "--rejects", "r", name, cwd=folder)
        assert done.returncode in ((1, 2) if name.endswith("zst") else (1,)), done
        assert f"pluim: {name}: the {'gzip' if name.endswith('gz') else 'zstd'} data ends early".encode() in done.stderr, done.stderr
        answered = [json.loads(line)["id"] for line in done.stdout.splitlines()]
        assert answered == [i * 7919 % 100003 for i in range(len(answered))]
        assert (folder / "r").read_bytes().count(b"\n") <= 1


def a_closed_pipe_ends_quietly(program, folder):
    (folder / "in.jsonl").write_bytes(lines(20000))
    for command in ("analyze", "tokenize"):
        for threads in ("1", "4"):
            child = subprocess.Popen([program, command, "-j", threads, "in.jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
                                     preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_DFL))
            assert child.stdout.readline().startswith(b'{"id":"a"')
            child.stdout.close()
            complaints = [line for line in child.stderr.read().splitlines() if b"not JSON" not in line]
            assert child.wait() == 0, child.returncode
            assert complaints == [], complaints
    reader, writer = os.pipe()
    os.close(reader)
    for command in (["info"], ["taxonomy", "list"], ["--help"], ["explain", "Lovely"]):
        assert subprocess.run([program, *command], stdout=writer, stderr=subprocess.PIPE).returncode == 0, command
    os.close(writer)


def a_full_disk_is_told(program, folder):
    if not os.path.exists("/dev/full"):
        return
    done = run(program, "analyze", "-o", "/dev/full", stdin=lines(5))
    assert done.returncode == 1 and b"/dev/full: can't be written" in done.stderr, (done.returncode, done.stderr)


def an_answer_comes_before_the_next_question(program, folder):
    child = subprocess.Popen([program, "analyze"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for number in range(3):
        child.stdin.write(b'{"id":%d,"text":"Lovely"}\n' % number)
        child.stdin.flush()
        ready, _, _ = select.select([child.stdout], [], [], 60)
        assert ready, "no answer while the pipe is open"
        assert child.stdout.readline().startswith(b'{"id":%d,' % number)
    child.stdin.close()
    assert child.wait() == 0


def on_a_terminal(program, folder, args, env, stdin=None):
    """What is written to a terminal that stands behind standard error, or, without a file for it, behind standard output too."""
    main, side = pty.openpty()
    out = open(folder / "out", "wb") if stdin is not None else side
    child = subprocess.Popen([program, *args], stdin=stdin or subprocess.DEVNULL, stdout=out, stderr=side, cwd=folder, env={**os.environ, **env})
    os.close(side)
    seen = b""
    while True:
        try:
            more = os.read(main, 65536)
        except OSError:
            break
        if not more:
            break
        seen += more
    os.close(main)
    assert child.wait() in (0, 1)
    return seen


def colour_only_where_it_is_wanted(program, folder):
    text = ["explain", "The room was dirty."]
    clean = {"NO_COLOR": ""}
    assert b"\x1b[" in on_a_terminal(program, folder, text, clean)
    assert b"\x1b[" not in on_a_terminal(program, folder, text, {"NO_COLOR": "1"})
    assert b"\x1b[" in on_a_terminal(program, folder, [*text, "--color", "always"], {"NO_COLOR": "1"})
    assert b"\x1b[" not in on_a_terminal(program, folder, [*text, "--color", "never"], clean)
    assert b"\x1b[" not in run(program, *text).stdout


def a_progress_line_that_is_wiped(program, folder):
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        for _ in range(20):
            os.write(sink, lines(20))
            time.sleep(0.1)
        os._exit(0)
    os.close(sink)
    with os.fdopen(source, "rb") as stdin:
        seen = on_a_terminal(program, folder, ["analyze", "--rejects", "r"], {}, stdin)
    os.waitpid(child, 0)
    assert b"records  " in seen and b"MB/s" in seen, seen
    assert seen.endswith(b"\r\x1b[K"), seen
    assert (folder / "out").read_bytes().count(b"\n") + (folder / "r").read_bytes().count(b"\n") == 400
    assert b"records" not in run(program, "analyze", stdin=lines(2000)).stderr


def offsets_name_the_evidence_in_each_unit(program, folder):
    review = {"id": 1, "title": "Café 😀 lovely breakfast", "language": "en", "text": "ёжик 😀😀. The room was dirty. Emma at reception was lovely."}
    data = json.dumps(review).encode()
    slices = []
    for unit, cut in (("byte", lambda t, s, e: t.encode()[s:e].decode()), ("code_point", lambda t, s, e: t[s:e]),
                      ("utf16", lambda t, s, e: t.encode("utf-16-le")[2 * s : 2 * e].decode("utf-16-le"))):
        answer = json.loads(run(program, "analyze", "--offsets", unit, stdin=data).stdout)
        found = [cut(review[o["field"]], o["start"], o["end"]) for o in answer["opinions"] + answer["staff"] + answer["other_names"]]
        for person in answer["staff"]:
            assert cut(review[person["field"]], person["start"], person["end"]) == person["name"]
        slices.append(found)
    assert slices[0] == slices[1] == slices[2], slices
    assert any("dirty" in text for text in slices[0]), slices


def a_broken_model_is_refused(program, folder):
    (folder / "empty.pluim").write_bytes(b"")
    (folder / "text.pluim").write_bytes(b"not a model at all" * 100)
    for name in ("empty.pluim", "text.pluim", "absent.pluim"):
        for command in (["analyze", "--model", name], ["model", "info", name], ["model", "verify", name]):
            done = run(program, *command, stdin=b'{"text":"x"}', cwd=folder)
            assert done.returncode == 2 and done.stdout == b"", (command, done)
            assert done.stderr.startswith(b"pluim: " + name.encode()) and done.stderr.count(b"\n") == 1, done.stderr


def bench_measures(program, folder):
    done = run(program, "bench", "--seconds", "0.1", "-", stdin=lines(10))
    assert done.returncode == 0, done
    assert b"MB/s" in done.stdout and b"p50" in done.stdout and b"p99" in done.stdout, done.stdout
    assert run(program, "bench", "-", stdin=b"").returncode == 2


def shells_accept_their_completions(program, folder):
    for shell in ("bash", "zsh", "fish"):
        text = run(program, "completions", shell).stdout
        (folder / shell).write_bytes(text)
        if shutil.which(shell):
            done = subprocess.run([shell, "-n", folder / shell], capture_output=True)
            assert done.returncode == 0, done.stderr
    if shutil.which("bash"):
        script = f"""source {folder}/bash
            ask() {{ COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pluim; echo "${{COMPREPLY[*]}}"; }}
            ask pluim ana; ask pluim taxonomy ''; ask pluim analyze --off; ask pluim analyze --offsets ''; ask pluim taxonomy show --lan"""
        out = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
        assert out == ["analyze", "list show check", "--offsets", "byte code_point utf16", "--language"], out


def the_manual_page_is_sound(program, folder):
    page = run(program, "man").stdout
    if not shutil.which("groff"):
        return
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"], input=page, capture_output=True)
    assert done.returncode == 0 and done.stderr == b"", done.stderr


def tests():
    return [(test.__name__, test) for test in (
        threads_make_no_difference, the_way_in_makes_no_difference, compressed_output_holds_the_same,
        truncated_data_is_told_and_what_came_before_answered, a_closed_pipe_ends_quietly, a_full_disk_is_told,
        an_answer_comes_before_the_next_question, colour_only_where_it_is_wanted, a_progress_line_that_is_wiped, offsets_name_the_evidence_in_each_unit,
        a_broken_model_is_refused, bench_measures, shells_accept_their_completions, the_manual_page_is_sound)]
